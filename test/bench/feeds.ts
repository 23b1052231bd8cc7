import { FeedReader, TimelineReader, type PageStart } from '@activity-log/store';
import { feedCases, loadedOrg } from '../plans/feed-cases.js';
import { analyseLog, loadedLog, loadLog } from '../plans/load-log.js';
import { StatementRecorder } from '../plans/statement-recorder.js';
import { startOwnStack } from '../services/own-stack.js';
import type { Measurement } from './measurement.js';

const rounds = 60;
const pageSize = 25;
const firstPage: PageStart = { kind: 'page', page: 1 };

/**
 * Reads the first page of each feed at a million entries, one after the other on one connection, and gives its median time as a
 * ratio to the page of one owner's timeline. The cases take turns, so that a busy moment of the machine is every case's.
 */
export async function feeds(): Promise<readonly Measurement[]> {
  const stack = await startOwnStack();
  try {
    await loadLog(stack.adminUrl);
    await analyseLog(stack.adminUrl);
    const recorder = await StatementRecorder.open(stack.queryUrl);
    try {
      return await measure(recorder);
    } finally {
      await recorder.close();
    }
  } finally {
    await stack.stop();
  }
}

async function measure({ dataSource }: StatementRecorder): Promise<readonly Measurement[]> {
  const timelines = new TimelineReader(dataSource);
  const reader = new FeedReader(dataSource);
  const owner = { org: loadedOrg, owner: loadedLog.hotRecord, audience: 'staff', limit: pageSize } as const;
  const reads = new Map<string, () => Promise<unknown>>([
    ['by-owner page', () => timelines.page(owner, firstPage)],
    ...feedCases.map(({ request, scope, filter, size = pageSize }) => {
      const query = { ...filter, org: loadedOrg, scope, audience: 'staff' } as const;
      return [request, () => reader.page(query, { start: firstPage, limit: size })] as const;
    }),
  ]);
  const times = new Map([...reads.keys()].map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, read] of reads) {
      const began = performance.now();
      await read();
      times.get(name)?.push(performance.now() - began);
    }
  }
  const medians = new Map([...times].map(([name, each]) => [name, median(each)]));
  const byOwner = medians.get('by-owner page') ?? Number.NaN;
  return [...medians].map(([name, time]) =>
    name === 'by-owner page'
      ? { name, value: rounded(time), unit: 'ms' }
      : { name, value: rounded(time / byOwner), unit: 'times a by-owner page' },
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
