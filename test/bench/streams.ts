import { get, type ClientRequest } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { ActivityLog, createStoreDataSource } from '@activity-log/store';
import { anActivity, waitFor } from '@activity-log/testing';
import { LogUnderTest } from '../services/log-under-test.js';
import { startOwnStack } from '../services/own-stack.js';
import type { ServiceProcess } from '../services/service-process.js';
import type { Measurement } from './measurement.js';

const clients = 1_000;
/** Half of them filter: by a type that passes, and by one that does not. */
const filters = ['', '', '?type=ticket_created', '?type=note_added'];
const batches = 150;
const perBatch = 4;
const pauseMs = 50;
const rowsToExport = 60_000;

/**
 * 1,000 clients of one org on one process while activities are appended, four at a time; and an export of 60,000 while they
 * stay. Latency is from before the append to the arrival at the client, with the commit in it. The clients share the machine.
 */
export async function streams(): Promise<readonly Measurement[]> {
  const stack = await startOwnStack();
  const log = await LogUnderTest.create(stack);
  const appender = createStoreDataSource({
    url: stack.ingestUrl,
    role: 'activity_appender',
    poolSize: 1,
    applicationName: 'bench',
  });
  await appender.initialize();
  const writer = new ActivityLog(appender);
  try {
    const query = await log.startQuery({
      LOG_LEVEL: 'warn',
      STREAM_MAX_CLIENTS_PER_PRINCIPAL: String(clients),
    });
    await writer.append([anActivity()]);
    const headers = await log.headers('acme', { permissions: ['activity:read', 'activity:audit'] });
    const idle = await query.rssBytes();
    const crowd = await Crowd.open(query, headers);
    const connected = await query.rssBytes();
    const appendedAt = new Map<string, number>();
    const began = performance.now();
    for (let n = 0; n < batches; n += 1) {
      const activities = Array.from({ length: perBatch }, () => anActivity());
      for (const { id } of activities) appendedAt.set(id, performance.now());
      await writer.append(activities);
      await pause(pauseMs);
    }
    const passing = filters.filter((filter) => !filter.includes('note_added')).length / filters.length;
    const expected = clients * passing * batches * perBatch;
    await waitFor(() => crowd.received === expected, {
      timeoutMs: 120_000,
      describe: 'every client to have everything',
    });
    const seconds = (performance.now() - began) / 1000;
    const streamed = await query.rssBytes();
    const latencies = crowd.latencies(appendedAt);
    for (let n = 0; n < rowsToExport; n += 1_000) {
      await writer.append(Array.from({ length: 1_000 }, () => anActivity({ org: 'export' })));
    }
    const exported = {
      ndjson: await exportRate(query, { ...(await log.headers('export')) }, 'ndjson'),
      csv: await exportRate(query, { ...(await log.headers('export')) }, 'csv'),
    };
    crowd.close();
    return [
      { name: 'clients', value: clients, unit: '' },
      { name: 'resident memory without clients', value: mebibytes(idle), unit: 'MiB' },
      { name: 'resident memory with clients', value: mebibytes(connected), unit: 'MiB' },
      { name: 'resident memory after the activities', value: mebibytes(streamed), unit: 'MiB' },
      { name: 'activities sent', value: Math.round(expected / seconds), unit: 'per second' },
      { name: 'median from before the append to the client', value: at(latencies, 0.5), unit: 'ms' },
      { name: '99th percentile of that', value: at(latencies, 0.99), unit: 'ms' },
      { name: 'export as NDJSON', value: exported.ndjson, unit: 'rows/s' },
      { name: 'export as CSV', value: exported.csv, unit: 'rows/s' },
      { name: 'resident memory after the exports', value: mebibytes(await query.rssBytes()), unit: 'MiB' },
    ];
  } finally {
    await appender.destroy();
    await log.close();
    await stack.stop();
  }
}

/** Clients that note when which activity came. */
class Crowd {
  received = 0;
  /** Arrivals of one client in twenty: (activity id, time). */
  readonly #arrivals: (readonly [id: string, at: number])[] = [];
  readonly #requests: ClientRequest[] = [];

  static async open({ baseUrl }: ServiceProcess, headers: Record<string, string>): Promise<Crowd> {
    const crowd = new Crowd();
    for (let first = 0; first < clients; first += 50) {
      await Promise.all(
        Array.from({ length: 50 }, (_, n) => {
          const number = first + n;
          const url = `${baseUrl}/v1/activity/stream${filters[number % filters.length] ?? ''}`;
          return crowd.#connect(url, { headers, isWatched: number % 20 === 0 });
        }),
      );
    }
    return crowd;
  }

  /** From the append to the arrival, in milliseconds, in order. */
  latencies(appendedAt: ReadonlyMap<string, number>): readonly number[] {
    return this.#arrivals.map(([id, at]) => at - (appendedAt.get(id) ?? at)).sort((a, b) => a - b);
  }

  close(): void {
    for (const request of this.#requests) request.destroy();
  }

  #connect(
    url: string,
    { headers, isWatched }: { readonly headers: Record<string, string>; readonly isWatched: boolean },
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const request = get(url, { headers, agent: false }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`answered ${response.statusCode ?? 0}`));
        let unread = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          const frames = (unread + text).split('\n\n');
          unread = frames.pop() ?? '';
          for (const frame of frames) this.#take(frame, isWatched);
          resolve();
        });
      });
      request.on('error', reject);
      this.#requests.push(request);
    });
  }

  #take(frame: string, isWatched: boolean): void {
    if (!frame.includes('event: activity\n')) return;
    this.received += 1;
    const id = isWatched ? /"id":"(act_[0-9a-f]+)"/.exec(frame)?.[1] : undefined;
    if (id !== undefined) this.#arrivals.push([id, performance.now()]);
  }
}

async function exportRate(
  { baseUrl }: ServiceProcess,
  headers: Record<string, string>,
  format: 'ndjson' | 'csv',
): Promise<number> {
  const began = performance.now();
  const response = await fetch(`${baseUrl}/v1/activity/export?format=${format}`, { headers });
  if (response.status !== 200) throw new Error(`answered ${response.status}`);
  await response.bytes();
  return Math.round((rowsToExport / (performance.now() - began)) * 1000);
}

function at(sorted: readonly number[], share: number): number {
  return Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 1_048_576);
}
