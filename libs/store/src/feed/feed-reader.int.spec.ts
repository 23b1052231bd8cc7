import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseOrgId, toPosition, type Position } from '@activity-log/activity';
import { anActivity, createTestDatabase, type DomainEventOverrides, type TestDatabase } from '@activity-log/testing';
import type { DataSource } from 'typeorm';
import { ActivityLog } from '../append/activity-log.js';
import { createStoreDataSource } from '../data-source.js';
import type { PageStart } from '../timeline/timeline-reader.js';
import { FeedReader, type FeedPage } from './feed-reader.js';
import type { FeedRequest } from './feed-request.js';
import { maxEntriesLookedAt } from './max-entries-looked-at.js';

const org = parseOrgId('acme')!;
const deal = { datatype: 'deal', ownerId: 'd-1' } as const;
/** More than two reads look at. */
const entries = 2 * maxEntriesLookedAt + 500;
/** Seldom enough for a read to find none. */
const apart = maxEntriesLookedAt - 300;

let database: TestDatabase;
let sources: readonly DataSource[];
let reader: FeedReader;

beforeAll(async () => {
  database = await createTestDatabase();
  const open = (role: 'activity_appender' | 'activity_reader'): Promise<DataSource> =>
    createStoreDataSource({ url: database.queryUrl, role, poolSize: 2, applicationName: 'feed-spec' }).initialize();
  const [appender, readerSource] = await Promise.all([open('activity_appender'), open('activity_reader')]);
  sources = [appender, readerSource];
  reader = new FeedReader(readerSource);
  const log = new ActivityLog(appender);
  for (let first = 1; first <= entries; first += 500) {
    await log.append(Array.from({ length: 500 }, (_, i) => anActivity(entry(first + i))));
  }
}, 60_000);

afterAll(async () => {
  await Promise.all(sources.map((source) => source.destroy()));
  await database.drop();
});

/** Of two types, a thousand of one timestamp, and now and then of the rare user. */
function entry(n: number): DomainEventOverrides {
  return {
    org,
    eventId: `e-${n}`,
    type: n % 3 === 0 ? 'field_changed' : 'record_updated',
    subjects: [deal],
    user: { id: n % apart === 7 ? 'rare' : 'busy' },
    changes: [{ field: n % apart === 7 ? 'seldom' : 'often' }],
    occurredAt: new Date(Date.UTC(2026, 0, 1, 0, Math.floor(n / 1000))).toISOString(),
  };
}

const rare = Array.from({ length: entries }, (_, i) => BigInt(i + 1)).filter((n) => n % BigInt(apart) === 7n);
const record: FeedRequest['scope'] = { kind: 'record', ...deal };

async function walk(
  query: Pick<FeedRequest, 'scope' | 'userId' | 'field' | 'types'>,
  direction: 'older' | 'newer',
): Promise<{ positions: Position[]; pages: FeedPage[] }> {
  let start: PageStart = direction === 'older' ? { kind: 'page', page: 1 } : { kind: 'newer', since: toPosition(0n) };
  const pages: FeedPage[] = [];
  for (;;) {
    const page: FeedPage = await reader.page({ ...query, org, audience: 'staff' }, { start, limit: 2 });
    pages.push(page);
    const behind = page.stoppedAt ?? page.entries.at(-1);
    if (!page.hasMore) break;
    start =
      direction === 'newer' || !behind
        ? { kind: 'newer', since: page.lookedUpTo }
        : { kind: 'older', ...behind, upTo: pages[0]?.head ?? page.head };
  }
  return { positions: pages.flatMap((page) => page.entries.map(({ position }) => position)), pages };
}

describe('a feed that no index holds', () => {
  it('is walked in parts that may be short, and in full', async () => {
    const { positions, pages } = await walk({ scope: record, userId: 'rare' }, 'older');
    expect(positions).toEqual([...rare].reverse());
    expect(pages.some((page) => page.entries.length < 2 && page.hasMore)).toBe(true);
  });

  it('is walked in full by field and user of a record', async () => {
    const { positions } = await walk({ scope: record, userId: 'rare', field: 'seldom' }, 'older');
    expect(positions).toEqual([...rare].reverse());
    expect((await walk({ scope: record, userId: 'rare', field: 'often' }, 'older')).positions).toEqual([]);
  });

  it('has full pages where its entries are close together', async () => {
    const query = { scope: record, userId: 'busy', org, audience: 'staff' } as const;
    const page = await reader.page(query, { start: { kind: 'page', page: 3 }, limit: 50 });
    expect([page.entries.length, page.hasMore, page.stoppedAt]).toEqual([50, true, undefined]);
  });
});

describe('what was recorded since long ago', () => {
  it.each([
    ['through a feed that is short', { scope: { kind: 'workspace' }, userId: 'rare' }, rare],
    ['through a short feed of a record', { scope: record, field: 'seldom' }, rare],
    [
      'along the log in parts, of a feed that is long',
      { scope: { kind: 'workspace' }, types: ['field_changed'], field: 'seldom' },
      rare.filter((n) => n % 3n === 0n),
    ],
    ['along the log, where no index holds the feed', { scope: record, userId: 'rare' }, rare],
  ] as const)('is walked in full, in order of position, %s', async (_, query, expected) => {
    const { positions, pages } = await walk(query, 'newer');
    expect(positions).toEqual(expected);
    expect(pages.at(-1)?.lookedUpTo).toBe(BigInt(entries));
  });

  it('says how far it looked, when that is not the end', async () => {
    const query = { scope: record, userId: 'rare', org, audience: 'staff' } as const;
    const page = await reader.page(query, { start: { kind: 'newer', since: toPosition(10n) }, limit: 2 });
    expect(page).toMatchObject({ lookedUpTo: BigInt(10 + maxEntriesLookedAt), hasMore: true });
    expect(page.entries.map(({ position }) => position)).toEqual(rare.slice(1, 2));
  });
});

describe('a feed of an org', () => {
  it('shows nothing of it to a reader of another org', async () => {
    const other = parseOrgId('other')!;
    for (const scope of [{ kind: 'workspace' }, { kind: 'module', datatype: 'deal' }, record] as const) {
      const page = await reader.page(
        { org: other, scope, audience: 'staff' },
        { start: { kind: 'page', page: 1 }, limit: 5 },
      );
      expect(page).toMatchObject({ entries: [], head: 0n, known: scope.kind === 'workspace' });
    }
  });
});
