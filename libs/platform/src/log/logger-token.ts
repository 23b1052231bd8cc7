/** Nest's token for the service's {@link Logger}: `@Inject(LOGGER) log: Logger`. */
export const LOGGER = Symbol('logger');
