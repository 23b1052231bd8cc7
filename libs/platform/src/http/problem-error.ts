import { problemCatalogue, type ProblemCode } from './problem-catalogue.js';

/** A part of the request that breaks a rule. `path` is dotted, e.g. `changes.0.field`. */
export interface ProblemPart {
  readonly path: string;
  readonly rule: string;
}

/** What a problem says beyond its code. */
export interface ProblemFacts {
  readonly errors?: readonly ProblemPart[];
  /** The status, for a code that has two (`idempotency_conflict`: 409, or 422 for another body). */
  readonly status?: number;
  /** Headers of the answer, e.g. `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** An answer that is an error. The message is shown to the client as `detail`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly errors: readonly ProblemPart[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: ProblemCode,
    message: string = problemCatalogue[code].title,
    { errors, status, headers = {}, cause }: ProblemFacts = {},
  ) {
    super(message, cause === undefined ? {} : { cause });
    this.status = status ?? problemCatalogue[code].status;
    this.errors = errors;
    this.headers = headers;
  }

  /** Whether the same request can succeed later. */
  get retry(): 'never' | 'later' {
    return this.status === 429 || this.status === 503 ? 'later' : 'never';
  }
}
