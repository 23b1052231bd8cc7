import { randomInt } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { StackError } from './stack-error.js';

/**
 * Resolves when a port of the loopback interface can be listened on.
 * Throws a StackError `port_taken` or `port_not_permitted` that names the setting to change.
 */
export async function assertPortFree({ port, setting }: { port: number; setting: string }): Promise<void> {
  try {
    await listenOnce(port);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new StackError('port_taken', {
        what: `port ${port} is taken by another program`,
        mend: `Stop that program, or set ${setting} to a free port`,
        cause,
      });
    }
    if (code === 'EACCES') {
      throw new StackError('port_not_permitted', {
        what: `this user may not listen on port ${port}`,
        mend: `Set ${setting} to a port above 1023`,
        cause,
      });
    }
    throw cause;
  }
}

/** Below the ports that systems give to outgoing connections (32768 and up on Linux), which would take one between two looks. */
const freePorts = { from: 20_000, to: 32_767 };
const maxLooks = 50;

/** A port of the loopback interface that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  for (let looks = 1; ; looks += 1) {
    try {
      return await listenOnce(randomInt(freePorts.from, freePorts.to + 1));
    } catch (cause) {
      if (looks >= maxLooks) throw cause;
    }
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const { port: bound } = server.address() as AddressInfo;
      server.close(() => {
        resolve(bound);
      });
    });
  });
}
