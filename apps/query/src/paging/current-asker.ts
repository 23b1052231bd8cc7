import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../auth/current-principal.js';
import type { Principal } from '../auth/principal.js';

/** Who asks for a page of a list, and at which address: the links of the answer repeat it. */
export interface ListAsker {
  readonly principal: Principal;
  readonly url: string;
}

/** Parameter decorator: the {@link ListAsker} of the request. */
export const CurrentAsker = createParamDecorator((_data: undefined, context: ExecutionContext): ListAsker => {
  const { raw } = context.switchToHttp().getRequest<FastifyRequest>();
  return { principal: principalOf(context), url: raw.url ?? '/' };
});
