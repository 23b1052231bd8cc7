import type { Log } from '@activity-log/kafka';

const say = (): void => undefined;

/** A log for the test's own clients: what they say is of no interest. */
export const silentLog: Log = { debug: say, info: say, warn: say, error: say };
