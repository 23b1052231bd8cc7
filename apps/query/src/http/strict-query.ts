import { createValidationPipe, ProblemError } from '@activity-log/platform';
import { createParamDecorator, Injectable, type ExecutionContext, type PipeTransform, type Type } from '@nestjs/common';

const RawQueryParam = createParamDecorator((_data: undefined, context: ExecutionContext): unknown => {
  return context.switchToHttp().getRequest<{ readonly query: unknown }>().query;
});

/** Parameter decorator: the query parameters, validated by the class; any other is refused and named. */
export function StrictQuery(query: Type): ParameterDecorator {
  return RawQueryParam(new StrictQueryPipe(query));
}

/** The validation pipe drops keys that reach prototypes without a word; here they are unknown parameters like any other. */
const prototypeKeys = ['__proto__', 'constructor', 'prototype'];

@Injectable()
class StrictQueryPipe implements PipeTransform<object, Promise<unknown>> {
  readonly #query: Type;
  readonly #validation = createValidationPipe();

  constructor(query: Type) {
    this.#query = query;
  }

  async transform(query: object): Promise<unknown> {
    const unknown = prototypeKeys.filter((key) => Object.hasOwn(query, key));
    if (unknown.length > 0) {
      throw new ProblemError('invalid_request', `not valid: ${unknown.join(', ')}`, {
        errors: unknown.map((path) => ({ path, rule: `property ${path} should not exist` })),
      });
    }
    return (await this.#validation.transform(query, { type: 'query', metatype: this.#query })) as unknown;
  }
}
