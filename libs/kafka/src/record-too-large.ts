/** The broker refuses this one record for its size (`max.message.bytes` of the topic). Records before it in the same call are stored. */
export class RecordTooLarge extends Error {
  readonly code = 'record_too_large';
  readonly retry = 'never';
  readonly topic: string;
  /** Place of the record in the list given to `send`. */
  readonly index: number;
  readonly bytes: number;

  constructor(facts: { readonly topic: string; readonly index: number; readonly bytes: number }) {
    super(`record ${facts.index} of ${facts.bytes} bytes is too large for topic ${facts.topic}`);
    this.name = 'RecordTooLarge';
    this.topic = facts.topic;
    this.index = facts.index;
    this.bytes = facts.bytes;
  }
}
