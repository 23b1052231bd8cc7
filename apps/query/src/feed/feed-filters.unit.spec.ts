import { describe, expect, it } from '@jest/globals';
import { feedFilterOf, feedFilters, type GivenFilters } from './feed-filters.js';

describe('the filters of a request', () => {
  it('are the same for what means the same', () => {
    expect(feedFilters({ types: 'record.updated, email_sent,record.updated', from: '2026-01-01' })).toEqual(
      feedFilters({ types: 'email_sent,record.updated', from: '2026-01-01T01:00:00+01:00' }),
    );
  });

  it('are what the store filters by, with every type that a name stands for', () => {
    const filters = feedFilters({ type: 'field.changed', user_id: 'u', field: 'f', to: '1970-01-01T00:00:01Z' });
    expect(feedFilterOf(filters)).toEqual({
      types: ['contact_tagged', 'lead_stage_changed', 'field_changed'],
      userId: 'u',
      field: 'f',
      toMicros: 1_000_000n,
    });
  });

  it('let nothing pass when type and types have nothing in common', () => {
    expect(feedFilterOf(feedFilters({ type: 'email.sent', types: 'record.created' }))).toEqual({ types: [] });
  });

  it('accept one instant as from and to, and no from after to', () => {
    const noon = '2026-01-01T12:00:00Z';
    expect(feedFilters({ from: noon, to: noon })).toEqual({ from: noon, to: noon });
    expect(() => feedFilters({ from: '2026-01-01T12:00:00.000001Z', to: noon })).toThrow(
      "The 'from' date must be before the 'to' date",
    );
  });

  it('have at most fifty types', () => {
    const names = (count: number): string => Array.from({ length: count }, (_, i) => `type_${i}`).join(',');
    expect(() => feedFilters({ types: names(50) })).not.toThrow();
    expect(() => feedFilters({ types: names(51) })).toThrow('types must be at most 50 activity types');
  });

  it('name the type that is none, by its place in the list', () => {
    const empty = { path: 'types.1', rule: 'must not be empty' };
    expect(thrownBy({ types: 'email_sent,,Not a type' })).toMatchObject({
      message: 'types.1 must not be empty',
      errors: [empty, { path: 'types.2', rule: expect.stringContaining('must be an activity type') as unknown }],
    });
    expect(thrownBy({ type: 'a.b.c' })).toMatchObject({
      message: expect.stringContaining('type must be an activity type') as unknown,
      errors: [{ path: 'type' }],
    });
  });
});

function thrownBy(given: GivenFilters): unknown {
  try {
    return feedFilters(given);
  } catch (error) {
    return error;
  }
}
