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

  it.each([
    ['ingest', 'apps/ingest/src/config.ts', '### ingest'],
    ['query', 'apps/query/src/config.ts', '### query'],
    ['npm start', 'apps/standalone/src/config.ts', '## Run it on one machine'],
  ])('has the defaults of %s', (_of, config, heading) => {
    const part = operations.split(`${heading}\n`)[1]?.split(/^#/m)[0] ?? '';
    const defaults = defaultsIn(readFileSync(resolve(root, config), 'utf8'));
    expect(defaults.length).toBeGreaterThan(5);
    const rows = new Map([...part.matchAll(/^\| `([A-Z_]+)` *\| (.*?) *\|/gm)].map(([, name, value]) => [name, value]));
    expect(defaults.filter(([name, value]) => rows.has(name) && rows.get(name) !== value)).toEqual([]);
    expect(defaults.some(([name]) => rows.has(name))).toBe(true);
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

/** The settings of a config's source that have a text or a number for their default, as the page writes it. */
function defaultsIn(source: string): readonly (readonly [name: string, value: string])[] {
  const entries = source.replaceAll(/\/\*\*.*?\*\//gs, '').split(/\n {2}(?=\w+: )/);
  return entries.flatMap((entry) => {
    const [, name, text, number] =
      /^\w+: defaulted(?:<[^>]*>)?\(\s*'([A-Z_]+)',.*?(?:'([^']*)'|([\d_]+)),?\s*\),?\s*(?:\};|$)/s.exec(entry) ?? [];
    if (name === undefined) return [];
    return [[name, text === undefined ? (number ?? '').replaceAll('_', '') : `\`${text}\``]];
  });
}
