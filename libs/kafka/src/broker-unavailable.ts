/**
 * The broker did not answer, or answered that it cannot now. A record of the call may or may not be stored.
 * Asking again later is right.
 */
export class BrokerUnavailable extends Error {
  readonly code = 'broker_unavailable';
  readonly retry = 'later';

  constructor(doing: string, options: { readonly cause?: unknown } = {}) {
    super(`broker unavailable while ${doing}`, options);
    this.name = 'BrokerUnavailable';
  }
}
