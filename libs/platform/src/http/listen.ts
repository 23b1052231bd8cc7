import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from '../log/create-logger.js';

/** An address to listen on. */
export interface ListenAddress {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

/** The address is taken or may not be used. */
export class ListenError extends Error {
  readonly code = 'listen_failed';
  readonly retry = 'never';
  override readonly name = 'ListenError';
}

/** Starts to accept requests and logs `http.listening`. Resolves to the port. Throws a {@link ListenError}. */
export async function listen(
  app: NestFastifyApplication,
  { host, port, log }: ListenAddress & { readonly log: Logger },
): Promise<number> {
  try {
    await app.listen(port, host);
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause && cause.syscall === 'listen')) throw cause;
    const reason = 'code' in cause && cause.code === 'EADDRINUSE' ? 'the port is taken; choose another' : cause.message;
    throw new ListenError(`cannot listen on ${host}:${port}: ${reason}`, { cause });
  }
  const address = app.getHttpServer().address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  log.info({ event: 'http.listening', host, port: actual });
  return actual;
}
