import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { permissions } from '@activity-log/contracts';
import { publicRoutes, routeExpectations } from '../contract/route-expectations.js';

const root = resolve(import.meta.dirname, '../..');
const security = readFileSync(resolve(root, 'docs/security.md'), 'utf8');
const rolesSource = readFileSync(resolve(root, 'libs/store/src/create-roles.ts'), 'utf8');

/** The cells of the table rows whose first cell is code that begins like this, by that code. */
function rows(beginning: string): ReadonlyMap<string, readonly string[]> {
  const cells = security.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  return new Map(
    cells.flatMap(([, first = '', ...rest]) => {
      const name = /^`([a-z_:]+)`$/.exec(first)?.[1];
      return name?.startsWith(beginning) ? [[name, rest] as const] : [];
    }),
  );
}

describe('docs/security.md', () => {
  it('names the routes of each permission, and no others', () => {
    const told = [...rows('')].flatMap(([permission, [routes = '']]) =>
      [...routes.matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) [^`]+)`/g)].map(([, route = '']) => [route, permission]),
    );
    const needed = Object.entries(routeExpectations).map(([route, { permission }]) => [route, permission]);
    expect(told.sort()).toEqual(needed.sort());
    expect(permissions.filter((permission) => !rows('').has(permission))).toEqual([]);
  });

  it('names what needs no token', () => {
    const paths = [...publicRoutes].map((route) => route.replace('GET ', ''));
    expect(paths.filter((path) => !security.includes(`\`${path}\``))).toEqual([]);
  });

  it('names the roles of the database, and which login may take on which', () => {
    const listOf = (name: string): readonly string[] =>
      [...(new RegExp(`${name}[^=\\[]*\\[([^\\]]*)\\]`).exec(rolesSource)?.[1] ?? '').matchAll(/'(\w+)'/g)].map(
        ([, role = '']) => role,
      );
    const told = rows('activity_');
    const jobs = [...rolesSource.matchAll(/^ {2}'(activity_\w+)',$/gm)].map(([, role = '']) => role);
    expect(jobs).toContain('activity_reader');
    expect([...told.keys()].sort()).toEqual([...jobs].sort());
    for (const login of ['activity_ingest', 'activity_query']) {
      const takers = [...told].filter(([, [, by = '']]) => by.includes(`\`${login}\``)).map(([role]) => role);
      expect([login, takers.sort()]).toEqual([login, [...listOf(`${login}: `)].sort()]);
    }
  });
});
