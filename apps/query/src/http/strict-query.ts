import { createValidationPipe, invalidParts } from '@activity-log/platform';
import { createParamDecorator, Injectable, type ExecutionContext, type PipeTransform, type Type } from '@nestjs/common';
import { undecodableParameters } from './undecodable-parameters.js';
import { unknownParts } from './unknown-parts.js';

/** A query as the parser left it, and the address that it is of. */
interface RawQuery {
  readonly query: object;
  readonly url: string;
}

const RawQueryParam = createParamDecorator((_data: undefined, context: ExecutionContext): RawQuery => {
  const { query, url } = context.switchToHttp().getRequest<RawQuery>();
  return { query, url };
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
class StrictQueryPipe implements PipeTransform<RawQuery, Promise<unknown>> {
  readonly #query: Type;
  readonly #validation = createValidationPipe('query');

  constructor(query: Type) {
    this.#query = query;
  }

  async transform({ query, url }: RawQuery): Promise<unknown> {
    const inherited = Object.keys(query).filter(isInherited);
    if (inherited.length > 0) throw unknownParts('query', inherited);
    const input: unknown = await this.#validation.transform(query, { type: 'query', metatype: this.#query });
    const undecodable = undecodableParameters(url);
    if (undecodable.length > 0) {
      throw invalidParts(undecodable.map((path) => ({ path, rule: 'must be percent-encoded UTF-8' })));
    }
    return input;
  }
}
