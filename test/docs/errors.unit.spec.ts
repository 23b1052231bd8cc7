import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { resolve } from 'node:path';
import { problemCatalogue, withProblemTable } from '@activity-log/platform';
import { describe, expect, it } from '@jest/globals';

const root = resolve(import.meta.dirname, '../..');

/** First cells of the table rows under a heading of docs/errors.md, with the cells after them. */
function documented(heading: string): ReadonlyMap<string, readonly string[]> {
  const [, section = ''] = readFileSync(resolve(root, 'docs/errors.md'), 'utf8').split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  return new Map(
    [...own.matchAll(/^\| `([a-z0-9_]+)` +\|(.*)\|$/gm)].map(([, code = '', rest = '']) => [
      code,
      rest.split('|').map((cell) => cell.trim()),
    ]),
  );
}

/** The codes that error classes of the sources declare, as one literal or as a union of them. */
async function declared(): Promise<ReadonlySet<string>> {
  const codes = new Set<string>();
  const declaration = /(?:readonly code(?: =|:)|type \w+ErrorCode =)((?:\s*\|?\s*'[a-z0-9_]+')+)/g;
  for await (const path of glob(['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'], { cwd: root })) {
    if (path.endsWith('.spec.ts')) continue;
    for (const [, union = ''] of readFileSync(resolve(root, path), 'utf8').matchAll(declaration)) {
      for (const [, code = ''] of union.matchAll(/'([a-z0-9_]+)'/g)) codes.add(code);
    }
  }
  return codes;
}

describe('docs/errors.md', () => {
  it('has every problem of the HTTP edge as the catalogue has it', () => {
    const markdown = readFileSync(resolve(root, 'docs/errors.md'), 'utf8');
    expect(markdown).toBe(withProblemTable(markdown));
  });

  it('has no problem of the HTTP edge that no test meets', async () => {
    const met = new Set<string>();
    for await (const path of glob(['apps/*/src/**/*.spec.ts', 'libs/*/src/**/*.spec.ts', 'test/**/*.spec.ts'], {
      cwd: root,
    })) {
      if (path.includes('/openapi-') || path.includes('open-api-')) continue;
      for (const [, code = ''] of readFileSync(resolve(root, path), 'utf8').matchAll(/'([a-z_]+)'/g)) met.add(code);
    }
    expect(Object.keys(problemCatalogue).filter((code) => !met.has(code))).toEqual([]);
  });

  it('describes every other error that a class of the sources stands for, and no other', async () => {
    expect([...documented('Services and tools').keys()].sort()).toEqual([...(await declared())].sort());
  });
});
