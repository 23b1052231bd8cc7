import { existsSync, readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(resolve(root, path), 'utf8');

describe('README.md', () => {
  it.each(['publisher', 'client'])('shows a %s that compiles', (example) => {
    expect(read('README.md')).toContain(`\`\`\`ts\n${read(`test/docs/${example}-example.ts`)}\`\`\``);
  });
});

describe('links between the pages', () => {
  it('lead to files and headings that exist', async () => {
    const dead: string[] = [];
    for await (const page of glob(['*.md', 'docs/**/*.md'], { cwd: root })) {
      for (const [, target = ''] of read(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)) {
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? page : resolve(root, dirname(page), path);
        const isThere = existsSync(resolve(root, file)) && (anchor === undefined || anchorsOf(file).has(anchor));
        if (!isThere) dead.push(`${page}: ${target}`);
      }
    }
    expect(dead).toEqual([]);
  });
});

describe('files that the pages name', () => {
  it('are there', async () => {
    const gone: string[] = [];
    for await (const page of glob(['*.md', 'docs/**/*.md'], { cwd: root })) {
      const named = read(page).matchAll(/`((?:apps|libs|test|docs|docker)\/[\w/-]+(?:\.[\w-]+)*)`/g);
      for (const [, path = ''] of named) if (!existsSync(resolve(root, path))) gone.push(`${page}: ${path}`);
    }
    expect(gone).toEqual([]);
  });
});

describe('a page that begins with its contents', () => {
  it.each(['docs/operations.md', 'docs/security.md'])('lists every part of %s in its order', (page) => {
    const listed = [...read(page).matchAll(/^- \[(.+?)\]\(#/gm)].map(([, title]) => title);
    const parts = [...read(page).matchAll(/^## (.+)$/gm)].map(([, title]) => title);
    expect(listed).toEqual(parts);
  });
});

/** The headings of a page as GitHub links them. */
function anchorsOf(page: string): ReadonlySet<string> {
  return new Set(
    [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}
