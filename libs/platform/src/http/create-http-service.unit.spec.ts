import { Body, Controller, Delete, Get, HttpCode, Inject, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { IsInt, IsString, Max } from 'class-validator';
import { Readiness } from '../health/readiness.js';
import { createLogger } from '../log/create-logger.js';
import type { Logger } from '../log/create-logger.js';
import { LOGGER } from '../log/logger-token.js';
import { Metrics } from '../metrics/metrics.js';
import { createHttpService } from './create-http-service.js';
import { GetOnly } from './get-only.js';

class NoteDto {
  @IsString()
  text: string;

  @IsInt()
  @Max(10)
  stars: number;
}

@Controller('notes')
class NotesController {
  readonly #log: Logger;

  constructor(@Inject(LOGGER) log: Logger) {
    this.#log = log;
  }

  @Post()
  create(@Body() note: NoteDto): { stars: number } {
    this.#log.info({ event: 'note.created' });
    return { stars: note.stars };
  }

  @Get('count')
  count(): { count: number } {
    return { count: 2 };
  }

  @Get('live')
  @GetOnly()
  live(): void {
    this.#log.info({ event: 'note.read' });
  }

  @Delete(':id')
  @HttpCode(204)
  remove(): void {
    this.#log.info({ event: 'note.removed' });
  }

  @Get(':id')
  broken(): never {
    throw new TypeError('password=hunter2');
  }
}

@Module({ controllers: [NotesController] })
class NotesModule {}

interface LogLine {
  readonly event: string;
  readonly correlationId?: string;
}

describe('an HTTP service', () => {
  let app: NestFastifyApplication;
  let lines: LogLine[];

  beforeEach(async () => {
    lines = [];
    const stream = { write: (line: string) => lines.push(JSON.parse(line) as LogLine) };
    const log = createLogger({ service: 'test', level: 'debug', stream });
    app = await createHttpService({ module: NotesModule, log, metrics: new Metrics(), bodyLimitBytes: 256 });
    await app.init();
  });

  afterEach(async () => {
    await app.close();
  });

  it('names every field that breaks a rule, and never its value', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/notes',
      payload: { text: 'x', stars: 99, hue: 'red-42' },
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    const body = answer.json<{ code: string; errors: { path: string }[] }>();
    expect(body.code).toBe('invalid_request');
    expect(body.errors.map(({ path }) => path).sort()).toEqual(['hue', 'stars']);
    expect(answer.body).not.toContain('red-42');
  });

  it('repeats the correlation id in the answer and has it in the lines of the handler', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/notes',
      headers: { 'x-correlation-id': 'order-7' },
      payload: { text: 'x', stars: 1 },
    });
    expect(answer.statusCode).toBe(201);
    expect(answer.headers['x-correlation-id']).toBe('order-7');
    expect(lines).toContainEqual(expect.objectContaining({ event: 'note.created', correlationId: 'order-7' }));
  });

  it.each([
    ['an unknown address', { method: 'GET', url: '/nowhere' } as const, 404, 'not_found'],
    ['a broken path', { method: 'GET', url: '/notes/%' } as const, 400, 'invalid_request'],
    ['a failure of ours', { method: 'GET', url: '/notes/1' } as const, 500, 'internal_error'],
    [
      'a body beyond the limit',
      { method: 'POST', url: '/notes', payload: { text: 'x'.repeat(300) } } as const,
      413,
      'payload_too_large',
    ],
    [
      'a body that is no JSON',
      { method: 'POST', url: '/notes', headers: { 'content-type': 'application/json' }, payload: '{' } as const,
      400,
      'invalid_request',
    ],
    [
      'a body of another kind',
      { method: 'POST', url: '/notes', headers: { 'content-type': 'text/xml' }, payload: '<a/>' } as const,
      415,
      'unsupported_media_type',
    ],
  ])('answers %s as a problem', async (_case, request, status, code) => {
    const answer = await app.inject(request);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ status, code, error: { code, status } });
    expect(answer.body).not.toContain('hunter2');
    expect(answer.headers['x-correlation-id']).toBeDefined();
  });

  it('answers another method at an address of its own with those that it allows', async () => {
    const answer = await app.inject({ method: 'PUT', url: '/notes/1?x=1' });
    expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'DELETE, GET, HEAD']);
    expect(answer.json()).toMatchObject({ code: 'method_not_allowed', status: 405, instance: '/notes/1' });
    expect((await app.inject({ method: 'PUT', url: '/notes' })).headers['allow']).toBe('POST');
    expect((await app.inject({ method: 'DELETE', url: '/nowhere' })).statusCode).toBe(404);
  });

  it('takes an address that is spelt out for no value of a parameter', async () => {
    for (const method of ['DELETE', 'OPTIONS'] as const) {
      const answer = await app.inject({ method, url: '/notes/count?x=1' });
      expect([method, answer.statusCode, answer.headers['allow']]).toEqual([method, 405, 'GET, HEAD']);
    }
    expect(lines.map(({ event }) => event)).not.toContain('note.removed');
    expect((await app.inject('/notes/count')).json()).toEqual({ count: 2 });
    expect((await app.inject({ method: 'DELETE', url: '/notes/counts' })).statusCode).toBe(204);
  });

  it('takes an address with a slash at its end for the one without', async () => {
    expect((await app.inject('/notes/count/?x=1')).json()).toEqual({ count: 2 });
    expect((await app.inject('/healthz/')).statusCode).toBe(200);
    expect((await app.inject({ method: 'DELETE', url: '/notes/7/' })).statusCode).toBe(204);
    expect(lines.filter(({ event }) => event === 'note.removed')).toHaveLength(1);
    const other = await app.inject({ method: 'DELETE', url: '/notes/count/' });
    expect([other.statusCode, other.headers['allow']]).toEqual([405, 'GET, HEAD']);
    expect((await app.inject({ method: 'PUT', url: '/notes/' })).headers['allow']).toBe('POST');
    expect((await app.inject('/nowhere/')).statusCode).toBe(404);
    expect(lines.filter(({ event }) => event === 'note.removed')).toHaveLength(1);
  });

  it('answers no HEAD where there is GET alone', async () => {
    const answer = await app.inject({ method: 'HEAD', url: '/notes/live' });
    expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'GET']);
    expect((await app.inject({ method: 'DELETE', url: '/notes/live' })).headers['allow']).toBe('GET');
    expect(lines.map(({ event }) => event)).not.toContain('note.read');
    expect((await app.inject('/notes/live')).statusCode).toBe(200);
  });

  it('leaves preflights to those who answer them', async () => {
    const log = createLogger({ service: 'test', level: 'silent' });
    const open = await createHttpService({ module: NotesModule, log, metrics: new Metrics() });
    open.enableCors({ origin: ['https://crm.example.com'] });
    await open.init();
    const headers = { origin: 'https://crm.example.com', 'access-control-request-method': 'GET' };
    for (const url of ['/notes/count', '/notes/1']) {
      const answer = await open.inject({ method: 'OPTIONS', url, headers });
      expect([url, answer.statusCode, answer.headers['access-control-allow-origin']]).toEqual([
        url,
        204,
        'https://crm.example.com',
      ]);
    }
    await open.close();
  });

  it('lets no cache keep an answer', async () => {
    for (const url of ['/notes/count', '/nowhere', '/readyz', '/docs/errors']) {
      expect([url, (await app.inject(url)).headers['cache-control']]).toEqual([url, 'no-store']);
    }
  });

  it('explains each code where the type of its problem points to', async () => {
    const { type } = (await app.inject('/nowhere')).json<{ type: string }>();
    const [path = '', anchor = ''] = type.split('#');
    const page = await app.inject(path);
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.body).toContain(`<dt id="${anchor}">`);
  });

  it('takes a path parameter longer than the router allows by default', async () => {
    const answer = await app.inject({ method: 'GET', url: `/notes/${'x'.repeat(256)}` });
    expect(answer.json()).toMatchObject({ code: 'internal_error' });
  });

  it('is ready only while every check passes, and says which does not', async () => {
    expect((await app.inject('/readyz')).statusCode).toBe(200);
    let down = true;
    app.get(Readiness).add({
      name: 'database',
      check: () => (down ? Promise.reject(new Error('host 10.0.0.7 is gone')) : Promise.resolve()),
    });
    const answer = await app.inject('/readyz');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ code: 'unavailable', errors: [{ path: 'database' }] });
    expect(answer.body).not.toContain('10.0.0.7');
    down = false;
    expect((await app.inject('/readyz')).statusCode).toBe(200);
  });

  it('is alive even when it is not ready', async () => {
    app.get(Readiness).add({ name: 'database', check: () => Promise.reject(new Error('gone')) });
    expect((await app.inject('/healthz')).statusCode).toBe(200);
  });

  it('measures requests by their route, never by their path', async () => {
    await app.inject({ method: 'GET', url: '/notes/contact-abc' });
    const metrics = await app.inject('/metrics');
    expect(metrics.headers['content-type']).toContain('text/plain');
    expect(metrics.body).toContain(
      'http_request_duration_seconds_count{method="GET",route="/notes/:id",status="500"} 1',
    );
    expect(metrics.body).not.toContain('contact-abc');
  });
});
