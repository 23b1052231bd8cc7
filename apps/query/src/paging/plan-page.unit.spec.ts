import { describe, expect, it } from '@jest/globals';
import { encodeCursor, parseOrgId, toPosition, type CursorWalk, type Micros } from '@activity-log/activity';
import { ProblemError } from '@activity-log/platform';
import { cursorParams, planPage, type PageParameters, type PageScope } from './plan-page.js';

const secret = 'a secret of thirty-two characters';
const rules = { sizeParameter: 'pageSize', defaultSize: 50 };
const org = parseOrgId('acme')!;
const scope: PageScope = {
  org,
  route: 'by-customer',
  params: { datatype: 'contact', ownerId: 'c-1', audience: 'staff' },
};
const older: CursorWalk = { kind: 'older', occurredAt: 5n as Micros, position: toPosition(3n), upTo: toPosition(9n) };

function cursorOf(changes: Partial<PageScope> = {}, key = secret): string {
  const of = { ...scope, ...changes };
  return encodeCursor({ ...of, params: cursorParams(of, { page: 2, size: 20 }), walk: older }, key);
}

function plan(parameters: PageParameters): unknown {
  try {
    return planPage(scope, parameters, { rules, secret });
  } catch (error) {
    if (error instanceof ProblemError) return { code: error.code, paths: error.errors?.map(({ path }) => path) };
    throw error;
  }
}

describe('the plan of a page', () => {
  it('is the first page of the default size when nothing is said', () => {
    expect(plan({})).toEqual({ page: 1, size: 50, start: { kind: 'page', page: 1 } });
  });

  it.each([
    [200, 50, undefined],
    [201, 50, 'page_out_of_range'],
    [50, 200, undefined],
    [51, 200, 'page_out_of_range'],
    [10_000, 1, undefined],
    [10_001, 1, 'page_out_of_range'],
    [999_999_999, 1, 'page_out_of_range'],
  ])('for page %i of size %i has the code %s', (page, size, code) => {
    expect((plan({ page, size }) as { code?: string }).code).toBe(code);
  });

  it('continues the query of a cursor alone, with its page size', () => {
    expect(plan({ cursor: cursorOf() })).toEqual({ page: 2, size: 20, start: older });
  });

  it('takes the filters of a cursor when none are repeated, and none of the request that it does not carry', () => {
    const carried = { types: 'email_sent', from: '2026-01-01T00:00:00Z' };
    const cursor = encodeCursor(
      { ...scope, params: cursorParams(scope, { page: 2, size: 20, filters: carried }), walk: older },
      secret,
    );
    expect(plan({ cursor, filters: {} })).toMatchObject({ filters: carried });
    expect(plan({ cursor, filters: { types: 'email_sent' } })).toMatchObject({ filters: carried });
    expect(plan({ cursor, filters: { types: 'email_opened' } })).toEqual({ code: 'invalid_cursor', paths: ['types'] });
    expect(plan({ cursor, filters: { field: 'status' } })).toEqual({ code: 'invalid_cursor', paths: ['field'] });
    expect(plan({ filters: { field: 'status' } })).toMatchObject({ filters: { field: 'status' } });
  });

  it('accepts parameters beside a cursor that agree with it', () => {
    expect(plan({ cursor: cursorOf(), size: 20, page: 2 })).toMatchObject({ page: 2, size: 20 });
  });

  it.each([
    ['another page size', { size: 21 }, ['pageSize']],
    ['another page', { page: 1 }, ['page']],
    ['both', { size: 1, page: 1 }, ['pageSize', 'page']],
  ])('refuses a cursor beside %s and names the parameter', (_, parameters, paths) => {
    expect(plan({ cursor: cursorOf(), ...parameters })).toEqual({ code: 'invalid_cursor', paths });
  });

  it.each([
    ['another org', cursorOf({ org: parseOrgId('other')! })],
    ['another route', cursorOf({ route: 'by-resource' })],
    ['another record', cursorOf({ params: { ...scope.params, ownerId: 'c-2' } })],
    ['another audience', cursorOf({ params: { ...scope.params, audience: 'customer' } })],
    ['a wider query', cursorOf({ params: { datatype: 'contact', audience: 'staff' } })],
    ['a narrower query', cursorOf({ params: { ...scope.params, type: 'email_sent' } })],
    ['another key', cursorOf({}, 'another secret of thirty-two chars')],
    ['an altered end', `${cursorOf().slice(0, -2)}AA`],
    ['a truncated text', cursorOf().slice(0, 20)],
    ["document B's example", 'eyJpZCI6ImFjdF81MDAifQ=='],
    ['nonsense', '%%%'],
  ])('refuses a cursor of %s', (_, cursor) => {
    expect(plan({ cursor })).toEqual({ code: 'invalid_cursor', paths: ['cursor'] });
  });
});
