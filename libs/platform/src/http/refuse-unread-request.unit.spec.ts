import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { Controller, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '../log/create-logger.js';
import { Metrics } from '../metrics/metrics.js';
import { createHttpService } from './create-http-service.js';

@Controller('notes')
class NotesController {
  @Post()
  create(): object {
    return {};
  }
}

@Module({ controllers: [NotesController] })
class NotesModule {}

describe('a request that cannot be read, or in more than one way', () => {
  let app: NestFastifyApplication;
  let port: number;

  beforeAll(async () => {
    const log = createLogger({ service: 'test', level: 'silent' });
    app = await createHttpService({ module: NotesModule, log, metrics: new Metrics(), requestTimeoutMs: 200 });
    await app.listen(0, '127.0.0.1');
    port = (app.getHttpServer().address() as AddressInfo).port;
  });
  afterAll(() => app.close());

  /** Everything that comes back until the service closes the connection. */
  const send = async (bytes: string): Promise<string> => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    // The service may close before it has read everything.
    socket.on('error', () => undefined);
    socket.write(bytes);
    await once(socket, 'close');
    return Buffer.concat(chunks).toString();
  };

  const problemOf = (answer: string): unknown => {
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(/^content-type: application\/problem\+json/im);
    expect(head).toMatch(/^x-correlation-id: \S+$/im);
    expect(head).toMatch(/^connection: close$/im);
    expect(Number(/^content-length: (\d+)$/im.exec(head)?.[1])).toBe(Buffer.byteLength(body));
    return { line: head.split('\r\n', 1)[0], ...(JSON.parse(body) as object) };
  };

  it.each([
    ['20 kB', 20_000],
    ['1 MB', 1_000_000],
  ])('for its headers of %s is 431, as a problem', async (_size, length) => {
    const answer = await send(`POST /notes HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${'x'.repeat(length)}\r\n\r\n`);
    expect(problemOf(answer)).toMatchObject({
      line: 'HTTP/1.1 431 Request Header Fields Too Large',
      code: 'headers_too_large',
      error: { status: 431 },
    });
  });

  it.each([
    ['headers', 'POST /notes HTTP/1.1\r\nhost: x\r\nx-slow: '],
    ['a body', 'POST /notes HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{'],
  ])('for %s that do not arrive in time is 408, as a problem', async (_part, beginning) => {
    expect(problemOf(await send(beginning))).toMatchObject({
      line: 'HTTP/1.1 408 Request Timeout',
      code: 'request_timeout',
    });
  });

  it('for being no HTTP is 400, as a problem', async () => {
    expect(problemOf(await send('\x16\x03\x01\x02\x00\x01\r\n\r\n'))).toMatchObject({
      code: 'invalid_request',
      status: 400,
    });
  });

  it.each([
    ['two hosts', 'host: a\r\nhost: b\r\ntransfer-encoding: chunked'],
    ['a coding that is no coding', 'host: a\r\ntransfer-encoding: identity\r\ntransfer-encoding: chunked'],
    ['a coding of its content', 'host: a\r\ntransfer-encoding: gzip, chunked'],
    ['a coding and a length', 'host: a\r\ntransfer-encoding: chunked\r\ncontent-length: 5'],
    ['two lengths', 'host: a\r\ncontent-length: 5\r\ncontent-length: 6'],
  ])('for %s is 400, and what follows on its connection is not answered', async (_what, headers) => {
    const smuggled = 'GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n';
    const answer = await send(`POST /notes HTTP/1.1\r\n${headers}\r\n\r\n0\r\n\r\n${smuggled}`);
    expect(problemOf(answer)).toMatchObject({ code: 'invalid_request', status: 400 });
    expect(answer.match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
  });

  it('takes no other connection with it', async () => {
    await send('nonsense\r\n\r\n');
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  });
});
