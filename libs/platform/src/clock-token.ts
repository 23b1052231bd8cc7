/** Nest's token for the service's clock: `@Inject(CLOCK) clock: Clock`. */
export const CLOCK = Symbol('clock');
