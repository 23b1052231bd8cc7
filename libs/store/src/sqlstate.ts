/** What a failed statement says about trying again. */
export type SqlFault =
  /** A value that the database refuses, now and later: isolate it. */
  | { readonly kind: 'data'; readonly sqlState: string }
  /** The transaction lost a race; the same statements may pass at once. */
  | { readonly kind: 'conflict'; readonly sqlState: string }
  /** Not the data's fault: wait and try the same again. */
  | { readonly kind: 'infrastructure'; readonly sqlState: string };

/**
 * Class of SQLSTATE (its first two characters) → what to do. A class that is not here, and an error without one
 * (a socket), is infrastructure: an event is never given up for a reason that is not in the event.
 * Source: PostgreSQL, Appendix A, error codes.
 */
const faultByClass: Readonly<Record<string, SqlFault['kind']>> = {
  '22': 'data', // data exception
  '23': 'data', // integrity constraint violation
  '54': 'data', // program limit exceeded
  '40': 'conflict', // transaction rollback: serialization failure, deadlock
};

/** Sorts an error thrown by a statement. */
export function sqlFaultOf(error: unknown): SqlFault {
  const sqlState = sqlStateOf(error);
  return { kind: faultByClass[sqlState.slice(0, 2)] ?? 'infrastructure', sqlState };
}

/** The SQLSTATE of an error, of the driver's or wrapped by TypeORM; the system's error code for a socket; else `unknown`. */
function sqlStateOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('driverError' in error) return sqlStateOf(error.driverError);
  return 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
