import { describe, expect, it } from '@jest/globals';
import { createLogger } from './create-logger.js';

function written(write: (log: ReturnType<typeof createLogger>) => void): string[] {
  const lines: string[] = [];
  write(createLogger({ service: 'ingest', level: 'info', stream: { write: (line) => lines.push(line) } }));
  return lines;
}

describe('the log', () => {
  it('writes events as JSON lines with the service and the level by name', () => {
    const [line = ''] = written((log) => {
      log.info({ event: 'relay.published', count: 3 });
    });
    expect(JSON.parse(line)).toMatchObject({ level: 'info', service: 'ingest', event: 'relay.published', count: 3 });
  });

  it('keeps what a driver hangs on its errors out of the lines', () => {
    const error = Object.assign(new Error('duplicate key'), {
      code: '23505',
      parameters: ['Lovelace'],
      detail: 'Key (x)=(Lovelace)',
    });
    const [line = ''] = written((log) => {
      log.error({ event: 'store.failed', err: new Error('append failed', { cause: error }) });
    });
    expect(line).not.toContain('Lovelace');
    expect(JSON.parse(line)).toMatchObject({ err: { message: 'append failed', cause: { code: '23505' } } });
  });
});
