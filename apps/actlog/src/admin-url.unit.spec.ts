import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { adminUrlOf } from './admin-url.js';
import { readSettings } from './settings.js';
import { UsageError } from './usage-error.js';

describe('the database as its administrator', () => {
  let dataDir: string;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'actlog-'));
  });
  afterEach(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });

  const urlWith = (env: Readonly<Record<string, string>>): string =>
    adminUrlOf(readSettings({ env: { DATA_DIR: dataDir, ...env }, write: () => undefined, complain: () => undefined }));

  it('is the one that is named, whatever is in the data directory', () => {
    writeFileSync(join(dataDir, 'secrets.json'), '{"postgresPassword":"p"}');
    expect(urlWith({ ADMIN_DATABASE_URL: 'postgres://admin@db/log' })).toBe('postgres://admin@db/log');
  });

  it('is else that of the stack in the data directory', () => {
    writeFileSync(join(dataDir, 'secrets.json'), '{"postgresPassword":"p"}');
    expect(urlWith({ POSTGRES_PORT: '5433' })).toBe('postgres://postgres:p@127.0.0.1:5433/activity_log');
  });

  it('is a usage error when there is neither', () => {
    expect(() => urlWith({})).toThrow(UsageError);
    writeFileSync(join(dataDir, 'secrets.json'), '{}');
    expect(() => urlWith({})).toThrow('npm start');
  });
});
