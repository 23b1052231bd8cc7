/** The client neither fetches nor beats nor fails. Only a new process is sure to end that; the offsets are safe. */
export class ConsumerStalled extends Error {
  readonly code = 'consumer_stalled';
  readonly retry = 'later';

  constructor(readonly silentMs: number) {
    super(`the consumer has been silent for ${silentMs} ms`);
    this.name = 'ConsumerStalled';
  }
}
