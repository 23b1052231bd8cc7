/**
 * The broker refused a request for a reason that waiting alone does not mend, but an operator can
 * (no authorisation, a topic policy). `reason` is the broker's own error name.
 */
export class ProduceRefused extends Error {
  readonly code = 'produce_refused';
  readonly retry = 'later';

  constructor(
    readonly topic: string,
    readonly reason: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(`topic ${topic} refused records: ${reason}`, options);
    this.name = 'ProduceRefused';
  }
}
