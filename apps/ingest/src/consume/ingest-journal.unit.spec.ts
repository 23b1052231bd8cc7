import { createLogger } from '@activity-log/platform';
import { describe, expect, it } from '@jest/globals';
import { IngestJournal } from './ingest-journal.js';

const batch = { count: 10, appended: 7, duplicates: 2, deadLetters: 1, ms: 5 };

describe('the journal of ingest', () => {
  it('sums up at info at most every 10 s, however many batches come', () => {
    const lines: { event: string; batches: number; count: number }[] = [];
    const stream = { write: (line: string) => lines.push(JSON.parse(line) as (typeof lines)[number]) };
    let now = 100_000;
    const journal = new IngestJournal({
      log: createLogger({ service: 'test', level: 'info', stream }),
      clock: { now: () => new Date(now) },
    });
    for (let i = 0; i < 1_000; i++) {
      journal.batch(batch);
      now += 25;
    }
    journal.flush();
    expect(lines.map(({ event }) => event)).toEqual(Array.from({ length: lines.length }, () => 'ingest.batches'));
    expect(lines.length).toBeLessThanOrEqual(4);
    expect(lines.reduce((sum, line) => sum + line.count, 0)).toBe(10_000);
  });
});
