import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = resolve(import.meta.dirname, '../..');
const operations = readFileSync(resolve(root, 'docs/operations.md'), 'utf8');

/** Every first group of `pattern` in the sources, tests left out. */
async function inSources(pattern: RegExp): Promise<readonly string[]> {
  const found = new Set<string>();
  for await (const path of glob(['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'], { cwd: root })) {
    if (path.endsWith('.spec.ts')) continue;
    for (const [, name = ''] of readFileSync(resolve(root, path), 'utf8').matchAll(pattern)) found.add(name);
  }
  return [...found].sort();
}

describe('docs/operations.md', () => {
  it('names every setting', async () => {
    const settings = await inSources(/(?:required|optional|defaulted)(?:<[^>]*>)?\(\s*'([A-Z_]+)'/g);
    expect(settings).toContain('KAFKA_BROKERS');
    expect(settings.filter((name) => !operations.includes(`\`${name}\``))).toEqual([]);
  });

  it('names every metric', async () => {
    const metrics = await inSources(/name: '((?:ingest|relay|projection|retention|stream|export|http)_[a-z_]+)'/g);
    expect(metrics).toEqual(expect.arrayContaining(['relay_lag_rows', 'stream_clients', 'retention_erased_total']));
    expect(metrics.filter((name) => !new RegExp(`\`${name}[\`{]`).test(operations))).toEqual([]);
  });

  it('names every command of actlog', async () => {
    const commands = await inSources(/new Command\('([a-z]+)'\)/g);
    expect(commands).toContain('redrive');
    expect(commands.filter((name) => !new RegExp(`\`(?:[a-z]+ )?${name}\\b`).test(operations))).toEqual([]);
  });
});
