import { createLogger } from '@activity-log/platform';
import { describe, expect, it } from '@jest/globals';
import { RelayJournal } from './relay-journal.js';

interface Line {
  readonly event: string;
  readonly turns: number;
  readonly count: number;
  readonly lagMs: number;
}

describe('the journal of the relay', () => {
  it('sums up at info at most every 10 s, however many turns come, and loses none', () => {
    const lines: Line[] = [];
    const stream = { write: (line: string) => lines.push(JSON.parse(line) as Line) };
    let nowMs = 100_000;
    const journal = new RelayJournal({
      log: createLogger({ service: 'test', level: 'info', stream }),
      clock: { now: () => new Date(nowMs) },
    });
    for (let turn = 0; turn < 1_000; turn += 1) {
      journal.turn({ count: 3, lagMs: turn });
      nowMs += 25;
    }
    journal.flush();
    journal.flush();
    expect(new Set(lines.map(({ event }) => event))).toEqual(new Set(['relay.published']));
    expect(lines.length).toBeLessThanOrEqual(4);
    expect(lines.reduce((sum, { turns }) => sum + turns, 0)).toBe(1_000);
    expect(lines.reduce((sum, { count }) => sum + count, 0)).toBe(3_000);
    expect(lines.at(-1)?.lagMs).toBe(999);
  });
});
