import { problemCatalogue, problemType, type ProblemCode } from '@activity-log/platform';

/** An example of each problem of the catalogue, by the code that operations refer to. */
export const problemExamples = Object.fromEntries(
  Object.entries(problemCatalogue).map(([code, { status, title }]) => {
    const error = { code, message: title, status };
    return [code, { value: { type: problemType(code as ProblemCode), title, status, detail: title, code, error } }];
  }),
);
