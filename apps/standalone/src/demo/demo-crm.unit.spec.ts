import { describe, expect, it } from '@jest/globals';
import { typeCatalogue } from '@activity-log/activity';
import { eventToRecord } from '@activity-log/contracts';
import { demoSource, type DemoEvent } from './demo-event.js';
import { DemoLife } from './demo-life.js';
import { openingEvents } from './opening-events.js';

const at = new Date('2026-11-22T08:00:00Z');

function lived(happenings: number): readonly DemoEvent[] {
  const life = new DemoLife({ seed: 7, run: 'test' });
  return Array.from({ length: happenings }, () => life.next(at)).flat();
}

/** Throws what the log would dead-letter. */
function asRecord(event: DemoEvent) {
  return eventToRecord(event, { source: demoSource, fallbackId: 'none', fallbackTime: at });
}

function identities(events: readonly DemoEvent[]): ReadonlySet<string> {
  return new Set(events.map(({ org, id }) => `${org}/${id}`));
}

function untold(told: ReadonlySet<string>): readonly string[] {
  return typeCatalogue.map(({ type }) => type).filter((type) => !told.has(type) && !type.startsWith('comment_'));
}

describe('the opening of the demo', () => {
  it('tells every type of the catalogue but comments, which its staff writes over REST', () => {
    const told = new Set<string>(openingEvents().map(({ type }) => type));
    expect(untold(told)).toEqual([]);
  });

  it('is about the records that the documentation names', () => {
    const owners = openingEvents()
      .filter(({ org }) => org === 'acme')
      .flatMap(({ subjects }) => subjects.map(({ datatype, ownerId }) => `${datatype}/${ownerId}`));
    expect(owners).toEqual(expect.arrayContaining(['contact/contact-abc', 'lead/lead-xyz', 'contact/rec_789']));
  });

  it('holds only events that the log accepts, each under an id of its own', () => {
    const events = openingEvents();
    expect(() => events.map(asRecord)).not.toThrow();
    expect(identities(events).size).toBe(events.length);
  });

  it('is the same at every start, so that the log drops it as duplicates', () => {
    expect(openingEvents().map((event) => asRecord(event).record)).toEqual(
      openingEvents().map((event) => asRecord(event).record),
    );
  });
});

describe('the life of the demo', () => {
  it('holds only events that the log accepts, each under an id of its own', () => {
    const events = lived(5_000);
    expect(() => events.map(asRecord)).not.toThrow();
    expect(identities(events).size).toBe(events.length);
  });

  it('comes to every type of the catalogue but comments, and to one outside it', () => {
    const told = new Set<string>(lived(5_000).map(({ type }) => type));
    expect(untold(told)).toEqual([]);
    expect(told).toContain('demo_given');
  });

  it('is the same for the same seed', () => {
    expect(lived(200)).toEqual(lived(200));
  });

  it('names the activity before it as the cause of an automation', () => {
    const events = lived(500);
    const place = events.findIndex(({ type }) => type === 'automation_triggered');
    const cause = events[place - 1];
    expect(cause?.type).toBe('email_opened');
    expect(events[place]?.causationId).toBe(cause && asRecord(cause).activityId);
  });
});
