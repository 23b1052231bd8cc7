/**
 * Why a batch must be tried again: the error's stable code, or `unexpected_error`. Whatever it is, the batch waits: a record is
 * given up for what it holds alone, never for what happened around it.
 */
export function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error && 'retry' in error && typeof error.code === 'string'
    ? error.code
    : 'unexpected_error';
}
