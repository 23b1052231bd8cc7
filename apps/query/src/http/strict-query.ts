import { createValidationPipe } from '@activity-log/platform';
import { createParamDecorator, Injectable, type ExecutionContext, type PipeTransform, type Type } from '@nestjs/common';
import { unknownParts } from './unknown-parts.js';

const RawQueryParam = createParamDecorator((_data: undefined, context: ExecutionContext): unknown => {
  return context.switchToHttp().getRequest<{ readonly query: unknown }>().query;
});

/** Parameter decorator: the query parameters, validated by the class; any other is refused and named. */
export function StrictQuery(query: Type): ParameterDecorator {
  return RawQueryParam(new StrictQueryPipe(query));
}

/** The validation pipe drops names that objects inherit without a word; here they are unknown parameters like any other. */
function isInherited(name: string): boolean {
  return name in Object.prototype || name === 'prototype';
}

@Injectable()
class StrictQueryPipe implements PipeTransform<object, Promise<unknown>> {
  readonly #query: Type;
  readonly #validation = createValidationPipe();

  constructor(query: Type) {
    this.#query = query;
  }

  async transform(query: object): Promise<unknown> {
    const inherited = Object.keys(query).filter(isInherited);
    if (inherited.length > 0) throw unknownParts(inherited);
    return (await this.#validation.transform(query, { type: 'query', metatype: this.#query })) as unknown;
  }
}
