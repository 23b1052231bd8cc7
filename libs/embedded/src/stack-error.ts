/** Why the embedded stack cannot start or go on. Every code is documented in docs/errors.md. */
export type StackErrorCode =
  | 'java_missing'
  | 'java_too_old'
  | 'maven_missing'
  | 'jars_unavailable'
  | 'postgres_binaries_missing'
  | 'no_unprivileged_user'
  | 'port_taken'
  | 'port_not_permitted'
  | 'data_dir_in_use'
  | 'data_dir_unwritable'
  | 'disk_full'
  | 'child_died'
  | 'start_timed_out';

/** A failure of the embedded stack: what happened and, as a sentence of its own, how to mend it. Never holds a secret. */
export class StackError extends Error {
  override readonly name = 'StackError';
  readonly code: StackErrorCode;
  /** `later` when the same start may succeed without anybody changing anything. */
  readonly retry: 'never' | 'later';
  /** What to do about it. */
  readonly mend: string;

  constructor(code: StackErrorCode, facts: { what: string; mend: string; retry?: 'never' | 'later'; cause?: unknown }) {
    super(`${facts.what}. ${facts.mend}`, facts.cause === undefined ? {} : { cause: facts.cause });
    this.code = code;
    this.retry = facts.retry ?? 'never';
    this.mend = facts.mend;
  }
}
