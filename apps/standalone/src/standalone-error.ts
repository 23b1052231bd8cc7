/** Why everything was stopped again, though the broker and the database are well. */
export class StandaloneError extends Error {
  override readonly name = 'StandaloneError';
  readonly retry = 'later';

  constructor(
    readonly code: 'service_died' | 'service_not_ready',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
