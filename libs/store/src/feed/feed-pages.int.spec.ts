import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseOrgId } from '@activity-log/activity';
import { anActivity } from '@activity-log/testing';
import type { DataSource, EntityManager } from 'typeorm';
import { createStoreUnderTest, type StoreUnderTest } from '../store-under-test.spec.js';
import { FeedPages } from './feed-pages.js';
import type { FeedScope } from './feed-request.js';

let store: StoreUnderTest;
let reader: DataSource;

beforeAll(async () => {
  store = await createStoreUnderTest();
  reader = await store.open('activity_reader');
});

afterAll(() => store.close());

/** The same reader; after each statement of a transaction, something happens elsewhere. */
function interrupted(happens: () => Promise<unknown>): DataSource {
  return new Proxy(reader, {
    get: (source, name): unknown => {
      if (name !== 'transaction') return Reflect.get(source, name);
      return (level: 'REPEATABLE READ', work: (tx: EntityManager) => Promise<unknown>) =>
        source.transaction(level, (tx) =>
          work(
            new Proxy(tx, {
              get: (manager, part): unknown => {
                if (part !== 'query') return Reflect.get(manager, part);
                return async (statement: string, parameters: unknown[]) => {
                  const rows = await manager.query<unknown>(statement, parameters);
                  await happens();
                  return rows;
                };
              },
            }),
          ),
        );
    },
  });
}

describe('a page and its total', () => {
  it.each<{ readonly scope: FeedScope }>([
    { scope: { kind: 'record', datatype: 'contact', ownerId: 'ada' } },
    { scope: { kind: 'module', datatype: 'contact' } },
    { scope: { kind: 'workspace' } },
  ])('are of one moment, also when entries are appended between their statements: $scope.kind', async ({ scope }) => {
    const org = parseOrgId(`acme-${scope.kind}`)!;
    const append = (): Promise<unknown> =>
      store.log.append([anActivity({ org, subjects: [{ datatype: 'contact', ownerId: 'ada' }] })]);
    await append();
    const pages = new FeedPages(interrupted(append));
    for (const shown of [1, 3]) {
      const page = await pages.page(
        { org, scope, audience: 'staff' },
        { start: { kind: 'page', page: 1 }, limit: 100 },
      );
      expect([page.entries.length, page.total, page.exact, page.head]).toEqual([
        shown,
        BigInt(shown),
        true,
        BigInt(shown),
      ]);
    }
  });
});
