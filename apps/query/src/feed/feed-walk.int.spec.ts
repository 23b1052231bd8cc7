import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { activityTypesNamed, datatypeOf, parseInstant, type Activity } from '@activity-log/activity';
import { anActivity } from '@activity-log/testing';
import fc from 'fast-check';
import { createReadsUnderTest, type ReadsUnderTest } from '../testing/reads-under-test.spec.js';

interface Page {
  readonly data: readonly { readonly position: string }[];
  readonly meta: { readonly total: number; readonly next_cursor: string | null; readonly prev_cursor: string };
}

/** What an entry of a random log has that filters ask for. Few values, so that filters match and timestamps meet. */
interface Sketch {
  readonly record: string;
  readonly type: string;
  readonly user: string | null;
  readonly fields: readonly string[];
  readonly minute: number;
}

interface Filters {
  readonly scope: '' | '/modules/contacts' | '/modules/deals' | '/modules/deals/records/b';
  readonly type?: string | undefined;
  readonly types?: string | undefined;
  readonly user_id?: string | undefined;
  readonly field?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const minute = (n: number): string => `2026-03-01T10:${String(n).padStart(2, '0')}:00Z`;
const sketch: fc.Arbitrary<Sketch> = fc.record({
  record: fc.constantFrom('contact/a', 'deal/a', 'deal/b', 'task/a'),
  type: fc.constantFrom('record_updated', 'field_changed', 'record_deleted', 'demo_given'),
  user: fc.constantFrom('u1', 'u2', null),
  fields: fc.subarray(['status', 'stage', 'value'], { minLength: 1 }),
  minute: fc.integer({ min: 0, max: 9 }),
});
/** Up to three filters: with more of them hardly a walk has a second page. */
const filters: fc.Arbitrary<Filters> = fc
  .record({
    scope: fc.constantFrom('', '/modules/contacts', '/modules/deals', '/modules/deals/records/b'),
    asked: fc.subarray(['type', 'types', 'user_id', 'field', 'from', 'to'] as const, { maxLength: 3 }),
    values: fc.record({
      type: fc.constantFrom('field.changed', 'record_updated', 'demo.given'),
      types: fc.constantFrom('field.changed,record.deleted', 'record_updated,demo_given'),
      user_id: fc.constantFrom('u1', 'u2'),
      field: fc.constantFrom('status', 'stage', 'none'),
      from: fc.integer({ min: 0, max: 5 }).map(minute),
      to: fc.integer({ min: 5, max: 9 }).map(minute),
    }),
  })
  .map(({ scope, asked, values }) => ({ scope, ...Object.fromEntries(asked.map((name) => [name, values[name]])) }));

let reads: ReadsUnderTest;

beforeAll(async () => {
  reads = await createReadsUnderTest();
});

afterAll(() => reads.close());

function activityOf(org: string, { record, type, user, fields, minute: at }: Sketch): Activity {
  const [datatype = '', ownerId = ''] = record.split('/');
  return anActivity({
    org,
    type,
    subjects: [{ datatype, ownerId }],
    user: user === null ? null : { id: user },
    changes: fields.map((field) => ({ field })),
    occurredAt: minute(at),
  });
}

/** The filters in words of their own, so that a fault is not in both. */
function matches(entry: Sketch, { scope, type, types, user_id, field, from, to }: Filters): boolean {
  const [, , module, , ownerId] = scope.split('/');
  const [datatype, owner] = entry.record.split('/');
  const among = (names: string | undefined): boolean =>
    names === undefined || names.split(',').some((name) => activityTypesNamed(name)?.includes(entry.type) === true);
  const at = parseInstant(minute(entry.minute))?.micros ?? 0n;
  return (
    (module === undefined || datatypeOf(module) === datatype) &&
    (ownerId === undefined || ownerId === owner) &&
    among(type) &&
    among(types) &&
    (user_id === undefined || user_id === entry.user) &&
    (field === undefined || entry.fields.includes(field)) &&
    (from === undefined || at >= (parseInstant(from)?.micros ?? 0n)) &&
    (to === undefined || at <= (parseInstant(to)?.micros ?? 0n))
  );
}

describe('a walk through a feed', () => {
  it('is the full scan of any log by any filters and page size, and then what was written meanwhile, each entry once', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(sketch, { minLength: 1, maxLength: 40 }),
        fc.array(fc.array(sketch, { maxLength: 4 }), { minLength: 4, maxLength: 12 }),
        filters,
        fc.integer({ min: 1, max: 5 }),
        async (log, laterBatches, asked, size) => {
          run += 1;
          const org = `walk-${run}`;
          const authorization = `Bearer ${await reads.query.issuer.token({ org })}`;
          const get = async (search: URLSearchParams): Promise<Page | undefined> => {
            const response = await fetch(`${reads.query.url}/v1${asked.scope}/activity?${search.toString()}`, {
              headers: { authorization },
            });
            if (response.status === 404) return undefined;
            expect(response.status).toBe(200);
            return (await response.json()) as Page;
          };
          const written: Sketch[] = [];
          const write = async (batch: readonly Sketch[]): Promise<void> => {
            if (batch.length > 0) await reads.writer.append(...batch.map((entry) => activityOf(org, entry)));
            written.push(...batch);
          };
          const placed = (): { entry: Sketch; position: string }[] =>
            written
              .map((entry, index) => ({ entry, position: String(index + 1) }))
              .filter(({ entry }) => matches(entry, asked));

          await write(log);
          const scanned = placed().sort(
            (a, b) => b.entry.minute - a.entry.minute || Number(b.position) - Number(a.position),
          );
          const { scope, ...given } = asked;
          const parameters = Object.entries(given).filter((each): each is [string, string] => each[1] !== undefined);
          const first = await get(new URLSearchParams([...parameters, ['per_page', String(size)]]));
          if (first === undefined) {
            expect([scope, written.some((entry) => matches(entry, { scope }))]).toEqual([scope, false]);
            return;
          }
          expect(first.meta.total).toBe(scanned.length);

          const pending = [...laterBatches];
          const walked = [...first.data];
          for (let next = first.meta.next_cursor; next !== null;) {
            await write(pending.shift() ?? []);
            const page = await get(new URLSearchParams({ cursor: next }));
            walked.push(...(page?.data ?? []));
            next = page?.meta.next_cursor ?? null;
          }
          expect(walked.map(({ position }) => position)).toEqual(scanned.map(({ position }) => position));

          for (const batch of pending) await write(batch);
          const newer: string[] = [];
          for (let cursor = first.meta.prev_cursor, more = true; more;) {
            const page = await get(new URLSearchParams({ cursor }));
            newer.push(...(page?.data ?? []).map(({ position }) => position));
            more = (page?.data.length ?? 0) > 0;
            cursor = page?.meta.prev_cursor ?? '';
          }
          expect(newer).toEqual(
            placed()
              .map(({ position }) => position)
              .filter((position) => Number(position) > log.length),
          );
        },
      ),
      { numRuns: 80 },
    );
  }, 120_000);
});
