/** The topic does not exist; topics are created explicitly, never by use. It may be created later. */
export class TopicMissing extends Error {
  readonly code = 'topic_missing';
  readonly retry = 'later';

  constructor(
    readonly topic: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(`topic ${topic} does not exist`, options);
    this.name = 'TopicMissing';
  }
}
