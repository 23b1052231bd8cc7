import { problemCatalogue } from './problem-catalogue.js';
import { problemType } from './problem-pages.js';
import type { ProblemError, ProblemPart } from './problem-error.js';

/** An error answer: RFC 9457 problem details, and the `error` object of the activity log API. */
export interface ProblemBody {
  /** A reference to where the code is explained, relative to the service. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The path of the request. */
  readonly instance?: string;
  readonly code: string;
  readonly errors?: readonly ProblemPart[];
  readonly error: { readonly code: string; readonly message: string; readonly status: number };
}

/** The media type of {@link ProblemBody}. */
export const problemMediaType = 'application/problem+json; charset=utf-8';

/** The body of a problem. `instance` is the path without its query. */
export function problemBody(problem: ProblemError, instance?: string): ProblemBody {
  const { code, status, message } = problem;
  return {
    type: problemType(code),
    title: problemCatalogue[code].title,
    status,
    detail: message,
    ...(instance === undefined ? {} : { instance }),
    code,
    ...(problem.errors ? { errors: problem.errors } : {}),
    error: { code, message, status },
  };
}
