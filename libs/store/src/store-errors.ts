import type { OrgId, Position } from '@activity-log/activity';
import type { LoginPasswords } from './create-roles.js';

/** The database did not do its work, and the data is not to blame. Nothing of the call was stored. */
export class StoreUnavailable extends Error {
  readonly code = 'store_unavailable';
  readonly retry = 'later';

  /** `sqlState` is the SQLSTATE, or the system's error code when the connection itself failed. */
  constructor(
    readonly sqlState: string,
    options: ErrorOptions,
  ) {
    super(`the database is not available (${sqlState})`, options);
    this.name = 'StoreUnavailable';
  }
}

/** Two neighbouring rows of a log do not have neighbouring positions: the log was tampered with, or a write went around the append. */
export class LogGap extends Error {
  readonly code = 'log_gap';
  readonly retry = 'never';

  constructor(
    readonly org: OrgId,
    readonly expected: Position,
    /** undefined when the log ends before its head says. */
    readonly found: Position | undefined,
  ) {
    super(`the log of ${org} lacks position ${expected.toString()}`);
    this.name = 'LogGap';
  }
}

/** The database will never take a value that a transaction writes, though it passed every check. Nothing of it was stored. */
export class ContentRefused extends Error {
  readonly code = 'content_refused';
  readonly retry = 'never';

  constructor(
    readonly sqlState: string,
    options: ErrorOptions,
  ) {
    super(`the database refuses a value (${sqlState})`, options);
    this.name = 'ContentRefused';
  }
}

/** A login of the services exists and has another password than the one given: it is another stack's, and is left as it is. */
export class LoginPasswordUnknown extends Error {
  readonly code = 'login_password_unknown';
  readonly retry = 'never';

  constructor(
    readonly login: keyof LoginPasswords,
    options: ErrorOptions,
  ) {
    super(`the login ${login} exists in this cluster with another password`, options);
    this.name = 'LoginPasswordUnknown';
  }
}
