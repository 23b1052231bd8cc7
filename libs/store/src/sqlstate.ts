import { TypeORMError } from 'typeorm';

/** What a failed statement says about trying again. */
export type SqlFault =
  /** A value that the database refuses, now and later: isolate it. */
  | { readonly kind: 'data'; readonly sqlState: string }
  /** The transaction lost a race; the same statements may pass at once. */
  | { readonly kind: 'conflict'; readonly sqlState: string }
  /** The database or the way to it: wait and try the same again. */
  | { readonly kind: 'infrastructure'; readonly sqlState: string }
  /** The statement or the code around it is wrong: the same fails again until somebody mends it. */
  | { readonly kind: 'defect'; readonly sqlState: string };

/**
 * Class of SQLSTATE (its first two characters), or a whole SQLSTATE that differs from its class → what to do. What is not
 * here is a defect, 42 (syntax, missing tables and rights) among it. Source: PostgreSQL, Appendix A, error codes.
 */
const faults: Readonly<Record<string, SqlFault['kind']>> = {
  '22': 'data', // data exception
  '23': 'data', // integrity constraint violation
  '54': 'data', // program limit exceeded
  '40': 'conflict', // transaction rollback: serialization failure, deadlock
  '08': 'infrastructure', // connection exception
  '25006': 'infrastructure', // read-only transaction: a standby, until it is promoted
  '25P03': 'infrastructure', // idle in transaction for too long
  '25P04': 'infrastructure', // transaction for too long
  '28': 'infrastructure', // invalid authorization: a password is being changed
  '3D': 'infrastructure', // no such database: it is being restored
  '53': 'infrastructure', // insufficient resources
  '55': 'infrastructure', // object in use, lock not available
  '57': 'infrastructure', // operator intervention: shutdown, recovery, cancelled
  '58': 'infrastructure', // system error
  XX: 'infrastructure', // internal error, corrupted data
};

/** Five characters with a digit among them; the system's `EPIPE` has none. */
const sqlStatePattern = /^(?=.*\d)[\dA-Z]{5}$/;

/** Sorts an error thrown by a statement. */
export function sqlFaultOf(error: unknown): SqlFault {
  const cause = causeOf(error);
  const sqlState = codeOf(cause) ?? 'unknown';
  if (sqlStatePattern.test(sqlState)) {
    return { kind: faults[sqlState] ?? faults[sqlState.slice(0, 2)] ?? 'defect', sqlState };
  }
  return { kind: isOfTheDriver(cause) ? 'infrastructure' : 'defect', sqlState };
}

/**
 * Whether an error without an SQLSTATE is of the connection. Driver and TypeORM throw theirs as plain errors, most with no
 * code; the language's (RangeError) and our own have names.
 */
function isOfTheDriver(error: unknown): boolean {
  if (error instanceof TypeORMError) return true;
  const name = typeof error === 'object' && error !== null && 'name' in error ? error.name : undefined;
  return name === 'Error' || name === 'AggregateError';
}

/** What the driver threw, where TypeORM has wrapped it. */
function causeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'driverError' in error ? causeOf(error.driverError) : error;
}

/** The SQLSTATE of an error, or the system's error code for a socket. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
