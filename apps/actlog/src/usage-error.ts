/** The command cannot be run as it was written. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'usage';
  readonly retry = 'never';
}
