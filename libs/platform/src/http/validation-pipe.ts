import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { ProblemError, type ProblemPart } from './problem-error.js';

/**
 * Validates DTO classes of queries, params and bodies: an unknown property is refused and named, and every breach is
 * listed in `errors` with its path and rule, never with its value.
 */
export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
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
  const own = Object.values(error.constraints ?? {}).map((rule) => ({ path, rule }));
  return [...own, ...(error.children ?? []).flatMap((child) => partsOf(child, path))];
}
