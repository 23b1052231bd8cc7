import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { invalidParts } from './invalid-parts.js';
import type { ProblemPart } from './problem-error.js';

/** The context of a rule for each element of a list: class-validator says that one breaks it, and not which. */
export interface ElementRule {
  readonly elementHolds: (element: unknown) => boolean;
}

/** Where the validated parts are. */
export type PartPlace = 'query' | 'body';

/** What is said of a part that the class does not have. */
export const unknownPartRule: Readonly<Record<PartPlace, string>> = {
  query: 'is not a parameter of this route',
  body: 'is not a field of this body',
};

/** Rules about what a value is. What breaks one breaks those about its size too, which then say nothing. */
const kindRules: readonly string[] = ['isString', 'isNumber', 'isArray', 'isObject', 'isBoundedText'];

/**
 * Validates DTO classes of queries, params and bodies: an unknown property is refused and named, and every part that breaks
 * a rule is listed in `errors` with its path and one rule, never with its value; of a list, the elements that break their
 * rule when the rule has an {@link ElementRule} as its context.
 */
export function createValidationPipe(place: PartPlace): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false },
    exceptionFactory: (errors) => invalidParts(errors.flatMap((error) => partsOf(error, { place, parent: '' }))),
  });
}

function partsOf(
  error: ValidationError,
  { place, parent }: { readonly place: PartPlace; readonly parent: string },
): readonly ProblemPart[] {
  const path = parent === '' ? error.property : `${parent}.${error.property}`;
  const children = (error.children ?? []).flatMap((child) => partsOf(child, { place, parent: path }));
  const name = brokenRule(error);
  if (name === undefined) return children;
  const rule = ruleText(error, { name, place });
  return [
    ...pathsAtFault(path, error.value, error.contexts?.[name]).map((each) => ({ path: each, rule })),
    ...children,
  ];
}

/** The name of one rule that a part breaks. */
function brokenRule({ constraints = {} }: ValidationError): string | undefined {
  const names = Object.keys(constraints);
  return kindRules.find((kind) => names.includes(kind)) ?? names[0];
}

function ruleText(
  { constraints = {}, property, value }: ValidationError,
  { name, place }: { readonly name: string; readonly place: PartPlace },
): string {
  if (name === 'whitelistValidation') return unknownPartRule[place];
  if (value === undefined || value === null) return 'is required';
  if (place === 'query' && Array.isArray(value)) return 'must not be given more than once';
  const text = constraints[name] ?? '';
  return text.startsWith(`${property} `) ? text.slice(property.length + 1) : text;
}

/** The elements that break a rule for each of them; else the part itself. */
function pathsAtFault(path: string, value: unknown, context: unknown): readonly string[] {
  if (!isElementRule(context) || !Array.isArray(value)) return [path];
  return value.flatMap((element: unknown, i) => (context.elementHolds(element) ? [] : [`${path}.${i}`]));
}

function isElementRule(context: unknown): context is ElementRule {
  return typeof context === 'object' && context !== null && 'elementHolds' in context;
}
