import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = resolve(import.meta.dirname, '../..');
const architecture = readFileSync(join(root, 'docs/architecture.md'), 'utf8');

const foldersIn = (path: string): readonly string[] =>
  readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** What the table under "Where things are" says of a package. */
function rowOf(name: string): string | undefined {
  return architecture.split('\n').find((line) => line.startsWith(`| \`${name}\` `));
}

const packages = ['apps', 'libs'].flatMap((kind) => foldersIn(kind).map((name) => `${kind}/${name}`));

describe('docs/architecture.md', () => {
  it('has a row for every app and library', () => {
    expect(packages.length).toBeGreaterThan(10);
    expect(packages.filter((name) => rowOf(name) === undefined)).toEqual([]);
  });

  it.each(packages)('names the folders that %s has, and no others', (name) => {
    const named = [...(rowOf(name) ?? '').matchAll(/`([a-z-]+)\/`/g)].map(([, folder = '']) => folder);
    expect(named.sort()).toEqual([...foldersIn(join(name, 'src'))].sort());
  });
});
