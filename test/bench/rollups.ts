import { parseInstant, type Micros } from '@activity-log/activity';
import { createStoreDataSource, FeedCounter, Projection, StatsReader, type GroupDimension } from '@activity-log/store';
import pg from 'pg';
import { feedCases, loadedOrg } from '../plans/feed-cases.js';
import { analyseLog, loadedLog, loadLog } from '../plans/load-log.js';
import { startOwnStack, type OwnStack } from '../services/own-stack.js';
import type { Measurement } from './measurement.js';

const rounds = 20;
const bounds = { maxOrgs: 1, maxRowsPerOrg: 5_000 };
const at = (text: string): Micros | undefined => parseInstant(text)?.micros;
const range = { fromMicros: at('2026-01-03T10:20:30Z'), toMicros: at('2026-04-20T23:59:59Z') };

const statsCases: readonly { readonly groupBy: readonly GroupDimension[]; readonly timeZone: string }[] = [
  { groupBy: ['day'], timeZone: 'UTC' },
  { groupBy: ['day', 'type'], timeZone: 'UTC' },
  { groupBy: ['day'], timeZone: 'Europe/Berlin' },
  { groupBy: ['type', 'module'], timeZone: 'UTC' },
  { groupBy: ['user'], timeZone: 'UTC' },
];

/** Rolls up a log of a million entries, then counts each feed and some stats out of it, one after the other on one connection. */
export async function rollups(): Promise<readonly Measurement[]> {
  const stack = await startOwnStack();
  try {
    await loadLog(stack.adminUrl);
    await analyseLog(stack.adminUrl);
    return [...(await rollUp(stack)), ...(await sizes(stack)), ...(await counts(stack))];
  } finally {
    await stack.stop();
  }
}

async function rollUp({ queryUrl: url }: OwnStack): Promise<readonly Measurement[]> {
  const connection = { url, role: 'activity_projector', poolSize: 1, applicationName: 'bench' } as const;
  const projector = await createStoreDataSource(connection).initialize();
  try {
    const projection = new Projection(projector);
    const began = performance.now();
    while ((await projection.projectNext(bounds)) > 0);
    const seconds = (performance.now() - began) / 1000;
    return [{ name: 'projector, one org', value: Math.round(loadedLog.entries / seconds), unit: 'entries/s' }];
  } finally {
    await projector.destroy();
  }
}

async function sizes({ adminUrl }: OwnStack): Promise<readonly Measurement[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    for (const table of ['activity_rollup', 'record_counter']) await client.query(`vacuum (analyze) ${table}`);
    const { rows } = await client.query<{ name: string; bytes: string }>(
      `select relname as name, pg_total_relation_size(oid) as bytes
         from pg_class where relname in ('activity', 'activity_rollup', 'record_counter') order by relname`,
    );
    return rows.map(({ name, bytes }) => ({
      name: `${name} with its indexes`,
      value: Math.round(Number(bytes) / loadedLog.entries),
      unit: 'bytes an entry',
    }));
  } finally {
    await client.end();
  }
}

async function counts({ queryUrl: url }: OwnStack): Promise<readonly Measurement[]> {
  const connection = { url, role: 'activity_reader', poolSize: 1, applicationName: 'bench' } as const;
  const reader = await createStoreDataSource(connection).initialize();
  try {
    const counter = new FeedCounter(reader);
    const stats = new StatsReader(reader);
    const workspace = { org: loadedOrg, scope: { kind: 'workspace' }, audience: 'staff', maxGroups: 10_000 } as const;
    const reads = new Map<string, () => Promise<unknown>>([
      ...feedCases.map(({ request, scope, filter }) => {
        const feed = { ...filter, org: loadedOrg, scope, audience: 'staff' } as const;
        return [`total of ${request}`, () => counter.total(feed)] as const;
      }),
      ...statsCases.map(({ groupBy, timeZone }) => {
        const span = groupBy.includes('day') ? present(range) : {};
        const name = `stats by ${groupBy.join(',')}${groupBy.includes('day') ? ` of ${timeZone}, 108 days` : ''}`;
        return [name, () => stats.count({ ...workspace, ...span, groupBy, timeZone })] as const;
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
    return [...times].map(([name, each]) => ({ name, value: Math.round(median(each) * 10) / 10, unit: 'ms' }));
  } finally {
    await reader.destroy();
  }
}

function present({ fromMicros, toMicros }: typeof range): { fromMicros: Micros; toMicros: Micros } {
  if (fromMicros === undefined || toMicros === undefined) throw new RangeError('a bound is no instant');
  return { fromMicros, toMicros };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
