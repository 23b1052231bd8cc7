import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anActivity } from '@activity-log/testing';
import { createReadsUnderTest, type ActivityPage, type ReadsUnderTest } from '../testing/reads-under-test.spec.js';

const count = 12;
const mebibyte = 1_048_576;

let reads: ReadsUnderTest;
let before: ReadonlyMap<string, string>;
let ids: readonly string[];

const paths = [
  ['timeline of a record', '/crm/activity/by-customer/contact/large', 'pageSize'],
  ['timeline of all customers', '/crm/activity/by-customer', 'pageSize'],
  ['feed of the workspace', '/v1/activity', 'per_page'],
  ['feed of a module', '/v1/modules/contacts/activity', 'per_page'],
  ['feed of a record', '/v1/modules/contacts/records/large/activity', 'per_page'],
] as const;

beforeAll(async () => {
  reads = await createReadsUnderTest();
  const subjects = [{ datatype: 'contact', ownerId: 'large' }] as const;
  await reads.writer.append(anActivity({ subjects }));
  before = new Map(
    await Promise.all(paths.map(async ([, path]) => [path, (await reads.read(path)).meta.prev_cursor] as const)),
  );
  for (let n = 0; n < count; n += 1) {
    await reads.writer.append(anActivity({ subjects, metadata: { text: 'x'.repeat(mebibyte - 4096) } }));
  }
  ids = (await reads.read('/v1/activity?per_page=5')).data.map(({ id }) => id);
}, 60_000);

afterAll(() => reads.close());

async function walk(first: string, next: (page: ActivityPage) => string | undefined): Promise<readonly ActivityPage[]> {
  const pages: ActivityPage[] = [];
  for (let at: string | undefined = first; at !== undefined;) {
    const page: ActivityPage = await reads.read(at);
    pages.push(page);
    at = next(page);
  }
  return pages;
}

describe.each(paths)('large activities in the %s', (_, path, sizeParameter) => {
  it('are refused on a numbered page of more than 8 MiB, which names its size', async () => {
    expect(await reads.problem(`${path}?${sizeParameter}=${count}&page=1`)).toMatchObject({
      status: 400,
      code: 'invalid_request',
      errors: [{ path: sizeParameter, rule: 'must be lower: the answer may have 8 MiB of activities' }],
    });
  });

  it.each([5, 50])('are each met once by who walks with %i to a page', async (size) => {
    const pages = await walk(`${path}?${sizeParameter}=${size}`, ({ meta }) =>
      meta.next_cursor === null ? undefined : `${path}?cursor=${meta.next_cursor}`,
    );
    const met = pages.flatMap(({ data }) => data.map(({ id }) => id));
    expect([met.slice(0, 5), new Set(met).size, met.length]).toEqual([ids, count + 1, count + 1]);
  });

  it('cut the pages of what is new, and are each met once', async () => {
    const pages = await walk(`${path}?cursor=${before.get(path)!}`, ({ data, meta }) =>
      data.length === 0 ? undefined : `${path}?cursor=${meta.prev_cursor}`,
    );
    expect(pages.map(({ data }) => data.length)).toEqual([8, 4, 0]);
    expect(new Set(pages.flatMap(({ data }) => data.map(({ id }) => id))).size).toBe(count);
  });
});
