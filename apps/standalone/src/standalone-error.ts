/** Why everything was stopped again, though the broker and the database are well. The message says what to do. */
export class StandaloneError extends Error {
  override readonly name = 'StandaloneError';
  readonly retry: 'never' | 'later';

  constructor(
    readonly code: 'service_died' | 'service_not_ready' | 'login_password_unknown',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.retry = code === 'login_password_unknown' ? 'never' : 'later';
  }
}
