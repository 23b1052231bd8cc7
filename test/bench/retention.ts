import { setTimeout as delay } from 'node:timers/promises';
import {
  ActivityLog,
  createStoreDataSource,
  FeedCounter,
  Projection,
  Retention,
  type StoreRole,
} from '@activity-log/store';
import { anActivity } from '@activity-log/testing';
import pg from 'pg';
import { loadedOrg } from '../plans/feed-cases.js';
import { analyseLog, loadedLog, loadLog } from '../plans/load-log.js';
import { startOwnStack, type OwnStack } from '../services/own-stack.js';
import type { Measurement } from './measurement.js';

/** As `query` has it. */
const maxEntriesPerBatch = 2_000;
const projectionBounds = { maxOrgs: 1, maxRowsPerOrg: 5_000 };
const entriesPerAppend = 100;
const aloneMs = 15_000;

/**
 * Erases a log of a million entries, 90,000 comments among them, as when an org goes from `enterprise` to `standard`: the first
 * half with nothing else going on, the other half while one writer appends to the same org as fast as it can, and a projector
 * counts. Ends with an error when a total is wrong afterwards.
 */
export async function retention(): Promise<readonly Measurement[]> {
  const stack = await startOwnStack();
  try {
    await loadLog(stack.adminUrl);
    await completeLog(stack);
    await analyseLog(stack.adminUrl);
    return await inServices(stack, measure);
  } finally {
    await stack.stop();
  }
}

/** What the services do to the org. */
interface Services {
  readonly log: ActivityLog;
  readonly projection: Projection;
  readonly retention: Retention;
  readonly counter: FeedCounter;
}

async function measure(services: Services): Promise<readonly Measurement[]> {
  await project(services);
  const appendsAlone = await appending(services, () => delay(aloneMs));
  const half = loadedLog.entries / 2;
  const alone = await erase(services, half);
  let beside = alone;
  const appendsBeside = await appending(services, async () => {
    beside = await erase(services, loadedLog.entries - half);
  });
  await project(services);
  const left = appendsAlone.entries + appendsBeside.entries;
  const counted = await services.counter.total({ org: loadedOrg, scope: { kind: 'workspace' }, audience: 'staff' });
  if (!counted.exact || counted.total !== BigInt(left)) {
    throw new Error(`${counted.total.toString()} entries are counted, ${left.toString()} are left`);
  }
  return [
    { name: 'erased, alone', value: alone.perSecond, unit: 'entries/s' },
    { name: 'a batch, alone, median', value: alone.medianMs, unit: 'ms' },
    { name: 'erased, while entries are appended', value: beside.perSecond, unit: 'entries/s' },
    { name: 'a million entries, at that', value: Math.round(loadedLog.entries / beside.perSecond), unit: 's' },
    ...named('appended, alone', appendsAlone),
    ...named('appended, while the org is erased', appendsBeside),
  ];
}

interface Pace {
  readonly entries: number;
  readonly perSecond: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

function named(name: string, { perSecond, medianMs, p99Ms }: Pace): readonly Measurement[] {
  return [
    { name, value: perSecond, unit: 'entries/s' },
    { name: `${name}, median of ${entriesPerAppend.toString()}`, value: medianMs, unit: 'ms' },
    { name: `${name}, 99th of ${entriesPerAppend.toString()}`, value: p99Ms, unit: 'ms' },
  ];
}

/** Erases so many entries of the org, batch by batch. */
function erase({ retention: job }: Services, entries: number): Promise<Pace> {
  // What was loaded is months old, what is appended is not.
  const before = new Date(Date.now() - 3_600_000);
  let left = entries;
  return paced(
    () => left > 0,
    async () => {
      const { erased } = await job.eraseNext(loadedOrg, { before, maxEntries: Math.min(maxEntriesPerBatch, left) });
      left -= erased;
      return erased;
    },
  );
}

/** Appends to the org, and counts, for as long as some work takes. */
async function appending(services: Services, work: () => Promise<unknown>): Promise<Pace> {
  let isOver = false;
  const goesOn = (): boolean => !isOver;
  const appended = paced(goesOn, async () => {
    await services.log.append(Array.from({ length: entriesPerAppend }, anEntry));
    return entriesPerAppend;
  });
  const counted = (async () => {
    // As the projector of `query`: after a turn that found little it waits.
    while (goesOn()) if ((await services.projection.projectNext(projectionBounds)) < 500) await delay(100);
  })();
  try {
    await work();
  } finally {
    isOver = true;
  }
  const [pace] = await Promise.all([appended, counted]);
  return pace;
}

const anEntry = (_: unknown, n: number) =>
  anActivity({
    org: loadedLog.org,
    subjects: [
      { datatype: 'ticket', ownerId: `ticket-${n.toString()}` },
      { datatype: 'contact', ownerId: `contact-${n.toString()}` },
    ],
  });

/** Does a step again and again; each says how many entries it did. */
async function paced(goesOn: () => boolean, step: () => Promise<number>): Promise<Pace> {
  const began = performance.now();
  const times: number[] = [];
  let entries = 0;
  while (goesOn()) {
    const stepBegan = performance.now();
    entries += await step();
    times.push(performance.now() - stepBegan);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN);
  const seconds = (performance.now() - began) / 1000;
  return { entries, perSecond: Math.round(entries / seconds), medianMs: at(0.5), p99Ms: at(0.99) };
}

async function project({ projection }: Services): Promise<void> {
  while ((await projection.projectNext(projectionBounds)) > 0);
}

/** What a log needs beyond what reads look at: an edge of its tree, everything relayed, and its comments. */
async function completeLog({ adminUrl }: OwnStack): Promise<void> {
  const roots = loadedLog.entries.toString(2).replaceAll('0', '').length;
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`update org_head set frontier = decode(repeat('00', 32 * ${roots.toString()}), 'hex')`);
    await client.query('insert into relay_cursor (org, relayed) select org, size from org_head');
    await client.query(
      `insert into comment (org, id, thread_id, datatype, owner_id, author_id, text, mentions, position, changed_position,
                            created_at, thread_rank)
       select org, id, id, datatype, owner_id, 'usr_1', 'text', '{}', position, position, occurred_at, -position
         from activity
        where type = 'comment_added'`,
    );
    await client.query(
      `insert into comment_counter (org, datatype, owner_id, comments)
       select org, datatype, owner_id, count(*) from comment group by org, datatype, owner_id`,
    );
    await client.query('vacuum (analyze) comment, comment_counter');
  } finally {
    await client.end();
  }
}

async function inServices<T>({ queryUrl: url }: OwnStack, work: (services: Services) => Promise<T>): Promise<T> {
  const sources: ReturnType<typeof createStoreDataSource>[] = [];
  const open = async (role: StoreRole) => {
    const source = createStoreDataSource({ url, role, poolSize: 2, applicationName: 'bench' });
    sources.push(await source.initialize());
    return source;
  };
  try {
    return await work({
      log: new ActivityLog(await open('activity_appender')),
      projection: new Projection(await open('activity_projector')),
      retention: new Retention(await open('activity_eraser')),
      counter: new FeedCounter(await open('activity_reader')),
    });
  } finally {
    await Promise.all(sources.map((source) => source.destroy()));
  }
}
