import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { ProblemError, type ProblemPart } from './problem-error.js';

/** The context of a rule for each element of a list: class-validator says that one breaks it, and not which. */
export interface ElementRule {
  readonly elementHolds: (element: unknown) => boolean;
}

/**
 * Validates DTO classes of queries, params and bodies: an unknown property is refused and named, and every breach is
 * listed in `errors` with its path and rule, never with its value; of a list, the elements that break their rule when the rule
 * has an {@link ElementRule} as its context.
 */
export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false },
    exceptionFactory: (errors) => {
      const parts = errors.flatMap((error) => partsOf(error, ''));
      // A part may break several rules; `errors` has each.
      const paths = new Set(parts.map(({ path }) => path));
      return new ProblemError('invalid_request', `not valid: ${[...paths].join(', ')}`, { errors: parts });
    },
  });
}

function partsOf(error: ValidationError, parent: string): readonly ProblemPart[] {
  const path = parent === '' ? error.property : `${parent}.${error.property}`;
  const own = Object.entries(error.constraints ?? {}).flatMap(([name, rule]) =>
    pathsAtFault(path, error.value, error.contexts?.[name]).map((each) => ({ path: each, rule })),
  );
  return [...own, ...(error.children ?? []).flatMap((child) => partsOf(child, path))];
}

/** The elements that break a rule for each of them; else the part itself. */
function pathsAtFault(path: string, value: unknown, context: unknown): readonly string[] {
  if (!isElementRule(context) || !Array.isArray(value)) return [path];
  return value.flatMap((element: unknown, i) => (context.elementHolds(element) ? [] : [`${path}.${i}`]));
}

function isElementRule(context: unknown): context is ElementRule {
  return typeof context === 'object' && context !== null && 'elementHolds' in context;
}
