/** A compressed batch that cannot be read, or would grow beyond the bound. Nothing behind it can be read either. */
export class CompressedBatchRefused extends Error {
  readonly code = 'compressed_batch_refused';
  readonly retry = 'never';
  /** Read by the client library: do not fetch it again, crash. */
  readonly retriable = false;

  constructor(codec: string, reason: string, options: { readonly cause?: unknown } = {}) {
    super(`${codec} batch refused: ${reason}`, options);
    this.name = 'CompressedBatchRefused';
  }
}
