/** A compressed batch that cannot be read, or would grow beyond the bound. A consumer is given an `UnreadableBatch` for it. */
export class CompressedBatchRefused extends Error {
  readonly code = 'compressed_batch_refused';
  readonly retry = 'never';

  constructor(codec: string, reason: string, options: { readonly cause?: unknown } = {}) {
    super(`${codec} batch refused: ${reason}`, options);
    this.name = 'CompressedBatchRefused';
  }
}
