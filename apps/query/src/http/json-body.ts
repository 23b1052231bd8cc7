import { MIMEType } from 'node:util';
import { decodeJson, EventError } from '@activity-log/contracts';
import { createValidationPipe, ProblemError } from '@activity-log/platform';
import { createParamDecorator, Injectable, type ExecutionContext, type PipeTransform, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { lostParts } from './lost-parts.js';
import { unknownParts } from './unknown-parts.js';

/**
 * Media types whose body is read as JSON. `fetch` sends a text body without a content type as text/plain, and document A's
 * own example does so.
 */
const jsonMediaTypes: readonly string[] = ['application/json', 'text/plain'];

/**
 * Leaves every body as bytes, for {@link JsonBody} to decode behind the guards: who has no token learns nothing of what the
 * service thinks of a body.
 */
export function keepBodiesAsBytes(
  app: NestFastifyApplication,
  { bodyLimitBytes }: { readonly bodyLimitBytes: number },
): void {
  const types = [...jsonMediaTypes, 'application/x-www-form-urlencoded', '*'];
  app.useBodyParser(types, { bodyLimit: bodyLimitBytes }, (_request, body, done) => {
    done(null, body);
  });
}

/** The names of the one charset that JSON has (RFC 8259 §8.1); the second is no registered name, and often seen. */
const jsonCharsets: readonly string[] = ['utf-8', 'utf8'];

interface BodyHeaders {
  readonly 'content-type'?: string;
  readonly 'content-encoding'?: string;
}

/** A body as the parser left it, and what the request says that it is. */
interface RawBody {
  readonly bytes: unknown;
  readonly headers: BodyHeaders;
}

const RawBodyParam = createParamDecorator((_data: undefined, context: ExecutionContext): RawBody => {
  const { body, headers } = context
    .switchToHttp()
    .getRequest<{ readonly body?: unknown; readonly headers: BodyHeaders }>();
  return { bytes: body, headers };
});

/** Parameter decorator: the body, decoded by the rules for untrusted JSON and validated by the class. */
export function JsonBody(body: Type): ParameterDecorator {
  return RawBodyParam(new JsonBodyPipe(body));
}

@Injectable()
class JsonBodyPipe implements PipeTransform<RawBody, Promise<unknown>> {
  readonly #body: Type;
  readonly #validation = createValidationPipe('body');

  constructor(body: Type) {
    this.#body = body;
  }

  async transform({ bytes, headers }: RawBody): Promise<unknown> {
    if (!Buffer.isBuffer(bytes)) throw new ProblemError('invalid_request', 'a JSON body is required');
    refuseOtherType(headers['content-type']);
    refuseCoding(headers['content-encoding']);
    const value = decoded(bytes);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ProblemError('invalid_request', 'the body must be a JSON object');
    }
    const input: unknown = await this.#validation.transform(value, { type: 'body', metatype: this.#body });
    const lost = lostParts(value, input);
    if (lost.length > 0) throw unknownParts('body', lost);
    return input;
  }
}

/** A body without a type is taken for JSON. */
function refuseOtherType(contentType = ''): void {
  if (contentType.trim() === '') return;
  const type = mimeTypeOf(contentType);
  if (type === undefined || !jsonMediaTypes.includes(type.essence)) {
    throw new ProblemError('unsupported_media_type', 'the body must be JSON');
  }
  const charset = type.params.get('charset');
  if (charset !== null && !jsonCharsets.includes(charset.toLowerCase())) {
    throw new ProblemError('unsupported_media_type', 'the body must be in UTF-8');
  }
}

function mimeTypeOf(contentType: string): MIMEType | undefined {
  try {
    return new MIMEType(contentType);
  } catch {
    return undefined;
  }
}

/** Names the codings that are taken in `Accept-Encoding`, by which the client tells this 415 from the others (RFC 9110 §15.5.16). */
function refuseCoding(contentEncoding = ''): void {
  const codings = contentEncoding.split(',').map((coding) => coding.trim().toLowerCase());
  if (codings.every((coding) => coding === '' || coding === 'identity')) return;
  throw new ProblemError('unsupported_media_type', 'the body must not be compressed', {
    headers: { 'accept-encoding': 'identity' },
  });
}

function decoded(bytes: Buffer): unknown {
  try {
    return decodeJson(bytes);
  } catch (error) {
    if (!(error instanceof EventError)) throw error;
    if (error.code === 'event_too_large') throw new ProblemError('payload_too_large');
    throw new ProblemError('invalid_request', error.message, {
      errors: [{ path: error.path ?? 'body', rule: error.message }],
    });
  }
}
