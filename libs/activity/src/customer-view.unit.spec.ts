import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { activityWire, type ActivityContent } from './activity-wire.js';
import { customerView, type CustomerViewer } from './customer-view.js';
import type { JsonObject } from './json-value.js';

const ada = { datatype: 'contact', ownerId: 'ada', name: 'Ada' } as const;
const viewer: CustomerViewer = { datatype: 'contact', ownerId: 'ada', userId: 'cus_ada' };

const content: ActivityContent = {
  timestamp: '2026-11-22T08:00:00Z',
  user: { id: 'usr_1', name: 'Sarah Chen' },
  subjects: [{ datatype: 'ticket', ownerId: 'T-1' }, ada],
  changes: [{ field: 'status', from: { __proto__: null }, to: 1e21 }],
  summary: 'é "quoted"\n',
  durationSeconds: 0.1,
  metadata: { outcome: 'positive', nested: { ip_address: 'of the printer' } },
};

function viewOf(overrides: Partial<ActivityContent>, by = viewer): Record<string, unknown> {
  return JSON.parse(customerView(activityWire({ ...content, ...overrides }), by)) as Record<string, unknown>;
}

describe('customerView', () => {
  it('is the stored text of an activity that has nothing to leave out', () => {
    const wire = activityWire(content);
    expect(customerView(wire, viewer)).toBe(wire);
    const bare = activityWire({ timestamp: content.timestamp, user: null, subjects: [ada] });
    expect(customerView(bare, viewer)).toBe(bare);
  });

  it('leaves other customers out of the subjects, and keeps resources, the own record and their order', () => {
    const subjects: ActivityContent['subjects'] = [
      { datatype: 'order', ownerId: 'O-1' },
      { datatype: 'contact', ownerId: 'bob', name: 'Bob' },
      { datatype: 'lead', ownerId: 'ada', name: 'A lead of the same id' },
      ada,
      { datatype: 'merchant', ownerId: 'M-1' },
      { datatype: 'ticket', ownerId: 'ada' },
    ];
    expect(viewOf({ subjects })['subjects']).toEqual([subjects[0], ada, subjects[5]]);
  });

  it('names as the record the first of the subjects that are left', () => {
    const bob = { datatype: 'contact', ownerId: 'bob', name: 'Bob' };
    expect(viewOf({ subjects: [bob, ada] })['record']).toEqual({ id: 'ada', module: 'contacts', name: 'Ada' });
    const order = { datatype: 'order', ownerId: 'O-1' };
    expect(viewOf({ subjects: [bob, order, ada] })['record']).toEqual({ id: 'O-1', module: 'orders' });
  });

  it('leaves out the email of who did it, and where they did it from', () => {
    const user = { id: 'usr_1', name: 'Sarah Chen', email: 'sarah@example.com' };
    const origin = { ip_address: '192.0.2.1', user_agent: 'curl' };
    const view = viewOf({ user, metadata: { ...content.metadata, ...origin } });
    expect([view['user'], view['metadata']]).toEqual([{ id: 'usr_1', name: 'Sarah Chen' }, content.metadata]);
    expect(viewOf({ user: { id: 'usr_1', email: 'sarah@example.com' } })['user']).toEqual({ id: 'usr_1' });
  });

  it('leaves out metadata of which nothing is left, also of what the system did', () => {
    expect(viewOf({ user: null, metadata: { ip_address: '192.0.2.1' } })).not.toHaveProperty('metadata');
  });

  it('shows customers what they did themselves with all that is theirs', () => {
    const user = { id: 'cus_ada', name: 'Ada', email: 'ada@example.com' };
    const metadata = { ip_address: '192.0.2.1', user_agent: 'curl' };
    expect(viewOf({ user, metadata })).toMatchObject({ user, metadata });
    // The id of a record is not the id of a user, whoever chose it.
    const { user: other } = viewOf({ user: { ...user, id: 'ada' } });
    expect(other).toEqual({ id: 'ada', name: 'Ada' });
  });

  it('is the canonical text of what is left, whatever the rest of the content is', () => {
    const values = fc.dictionary(
      fc.string({ unit: 'binary' }),
      fc.jsonValue({ maxDepth: 3 }),
    ) as fc.Arbitrary<JsonObject>;
    fc.assert(
      fc.property(values, fc.string({ unit: 'binary' }), (value, text) => {
        const rest = { summary: text, changes: [{ field: text, from: value, to: text }], durationSeconds: 1.5 };
        const metadata = { ...value, kept: value };
        const stored = { ...content, ...rest, metadata: { ...metadata, ip_address: text, user_agent: [value] } };
        expect(customerView(activityWire(stored), viewer)).toBe(activityWire({ ...content, ...rest, metadata }));
      }),
    );
  });

  it('leaves out a part that this version does not know', () => {
    const wire = activityWire(content).replace('{"changes"', '{"branch":"north","changes"');
    expect(customerView(wire, viewer)).toBe(activityWire(content));
  });

  it.each([
    ['another customer', [{ datatype: 'contact', ownerId: 'bob' }]],
    ['resources alone', [{ datatype: 'ticket', ownerId: 'T-1' }]],
    ['a record of another datatype with the same id', [{ datatype: 'lead', ownerId: 'ada' }]],
  ] as const)('refuses an activity about %s', (_what, [subject]) => {
    expect(() => viewOf({ subjects: [subject] })).toThrow(RangeError);
  });
});
