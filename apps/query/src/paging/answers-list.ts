import {
  applyDecorators,
  Injectable,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';

/** A page of a list as it is sent. */
export interface ListAnswer {
  /** JSON text. */
  readonly body: string;
  /** Value of the `Link` header. */
  readonly link: string;
}

/** Decorator for a route that returns a {@link ListAnswer}: its body is the answer, its links are a header. */
export function AnswersList(): MethodDecorator {
  return applyDecorators(UseInterceptors(SendList));
}

@Injectable()
class SendList implements NestInterceptor<ListAnswer, string> {
  intercept(context: ExecutionContext, next: CallHandler<ListAnswer>): Observable<string> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map(({ body, link }) => {
        void reply.headers({ 'content-type': 'application/json; charset=utf-8', link });
        return body;
      }),
    );
  }
}
