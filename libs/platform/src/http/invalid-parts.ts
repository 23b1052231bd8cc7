import { ProblemError, type ProblemPart } from './problem-error.js';

/** Words that a rule about its part begins with; any other rule is a sentence of its own. */
const aboutThePart = /^(is|must|has|may|needs)\b/;

/** The problem `invalid_request` of parts that break a rule: `detail` is about the first, `errors` has each. */
export function invalidParts(parts: readonly ProblemPart[]): ProblemError {
  const [first] = parts;
  return new ProblemError('invalid_request', first && sentenceOf(first), { errors: parts });
}

function sentenceOf({ path, rule }: ProblemPart): string {
  return aboutThePart.test(rule) ? `${path} ${rule}` : rule;
}
