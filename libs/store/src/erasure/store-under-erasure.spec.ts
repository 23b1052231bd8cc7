import { randomUUID } from 'node:crypto';
import { activityIdOf, parseOrgId, toActivity, toPosition, type Activity, type OrgId } from '@activity-log/activity';
import { aDomainEvent, anActivity, createTestDatabase, type TestDatabase } from '@activity-log/testing';
import { DataSource } from 'typeorm';
import { ActivityLog } from '../append/activity-log.js';
import { addComment } from '../comment/add-comment.js';
import type { Comment } from '../comment/comment.js';
import { commentIdOfUuid } from '../comment/comment-id.js';
import { commentSource } from '../comment/comment-source.js';
import { createStoreDataSource, type StoreRole } from '../data-source.js';
import { ReadModelRebuild } from '../rebuild/read-model-rebuild.js';
import { readModels } from '../rebuild/read-models.js';
import { Outbox } from '../relay/outbox.js';
import { Projection } from '../rollup/projection.js';
import { OrgCustodian } from './org-custodian.js';

/** A database with a log that can be appended to, projected, relayed, rebuilt and erased from. */
export interface StoreUnderErasure {
  readonly database: TestDatabase;
  readonly admin: DataSource;
  readonly log: ActivityLog;
  readonly projection: Projection;
  readonly custodian: OrgCustodian;
  open(role: StoreRole, url?: string): Promise<DataSource>;
  /** Counts everything. */
  project(): Promise<void>;
  /** Publishes everything. */
  relay(): Promise<void>;
  comment(org: OrgId, ownerId: string, parent?: Comment): Promise<Comment>;
  /** What a naive recount from the rows that are left disagrees with: nothing, or read models would be wrong. */
  disagreements(org: OrgId): Promise<unknown>;
  /** Everything that anybody could read of an org, and its log. */
  dump(org: OrgId): Promise<Readonly<Record<string, readonly unknown[]>>>;
  close(): Promise<void>;
}

const dumped = [...readModels.map(({ table }) => table), 'activity', 'org_head', 'idempotency_key'];

export async function createStoreUnderErasure(): Promise<StoreUnderErasure> {
  const database = await createTestDatabase();
  const sources: DataSource[] = [];
  const open = async (role: StoreRole, url = database.queryUrl): Promise<DataSource> => {
    const source = await createStoreDataSource({ url, role, poolSize: 4, applicationName: role }).initialize();
    sources.push(source);
    return source;
  };
  const admin = await new DataSource({ type: 'postgres', url: database.adminUrl }).initialize();
  sources.push(admin);
  const log = new ActivityLog(await open('activity_appender'));
  const projection = new Projection(await open('activity_projector'));
  const custodian = new OrgCustodian(await open('activity_custodian', database.adminUrl));
  const outbox = new Outbox(await open('activity_relay'));
  const rebuild = new ReadModelRebuild(await open('activity_rebuilder', database.adminUrl));
  const dump: StoreUnderErasure['dump'] = async (org) => {
    const entries: (readonly [string, unknown[]])[] = [];
    for (const table of dumped) {
      const rows: unknown[] = await admin.query(
        `select to_jsonb(t) as row from ${table} as t where org = $1 order by t::text collate "C"`,
        [org],
      );
      entries.push([table, rows]);
    }
    return Object.fromEntries(entries);
  };
  const project = async (): Promise<void> => {
    while ((await projection.projectNext({ maxOrgs: 8, maxRowsPerOrg: 13 })) > 0);
  };
  return {
    database,
    admin,
    log,
    projection,
    custodian,
    open,
    project,
    relay: async () => {
      const bounds = { maxOrgs: 8, maxRowsPerOrg: 100, maxBytesPerOrg: 10_000_000 };
      const published = () => outbox.relayNext(bounds, { except: [], publish: () => Promise.resolve() });
      while ((await published()).published > 0);
    },
    comment: (org, ownerId, parent) => addAComment(log, { org, ownerId, parent }),
    disagreements: async (org) => {
      await project();
      const before = await dump(org);
      const rebuilt = await rebuild.rebuild({ org, maxRowsPerBatch: 17 });
      const after = await dump(org);
      return {
        mended: rebuilt?.mended.filter(({ removed, added }) => removed + added > 0) ?? [],
        differing: dumped.filter((table) => JSON.stringify(before[table]) !== JSON.stringify(after[table])),
      };
    },
    dump,
    close: async () => {
      await Promise.all(sources.map((source) => source.destroy()));
      await database.drop();
    },
  };
}

/** What {@link StoreUnderErasure.disagreements} answers when there are none. */
export const agreement = { mended: [], differing: [] };

/** Activities of many kinds: customers and resources, system and users, with and without changes. */
export function anyActivities(org: string, count: number): readonly Activity[] {
  return Array.from({ length: count }, (_, i) =>
    anActivity({
      org,
      type: ['note_added', 'email_sent', 'field_changed', 'deal_won'][i % 4]!,
      occurredAt: new Date(Date.UTC(2020 + (i % 7), i % 12, (i % 28) + 1, i % 24, i % 60)).toISOString(),
      user: i % 3 === 0 ? null : { id: `u${i % 5}` },
      subjects: [
        { datatype: ['contact', 'deal', 'lead'][i % 3]!, ownerId: `o${i % 4}` },
        { datatype: 'contact', ownerId: `c${i % 2}`, name: 'Zoë' },
      ],
      ...(i % 2 === 0 ? { changes: [{ field: 'stage' }, { field: `f${i % 3}`, to: i }] } : {}),
    }),
  );
}

/** A comment on a contact, as a member of staff writes it. */
export function addAComment(
  log: ActivityLog,
  { org, ownerId, parent }: { readonly org: OrgId; readonly ownerId: string; readonly parent?: Comment | undefined },
): Promise<Comment> {
  const id = commentIdOfUuid(randomUUID());
  const record = { datatype: 'contact', ownerId };
  const author = { id: 'usr_123', name: 'Sarah Chen' };
  const activity = toActivity(
    aDomainEvent({
      org,
      source: commentSource,
      eventId: `${id}/added`,
      type: 'comment_added',
      subjects: [record],
      user: author,
      summary: 'a secret word',
      metadata: {
        comment_id: id,
        mentions: ['user-jane'],
        ...(parent ? { parent_id: parent.id, thread_id: parent.threadId } : {}),
      },
    }),
  );
  const content = { text: 'a secret word', mentions: ['user-jane'] };
  return log.transaction(org, (tx) => addComment(tx, { org, id, record, author, content, parent }, { activity }));
}

export const orgId = (text: string): OrgId => parseOrgId(text)!;

let madeOrgs = 0;

/** An org that no test of this file had before. */
export function nextOrg(): OrgId {
  madeOrgs += 1;
  return orgId(`org-${madeOrgs}`);
}
export const positions = (...numbers: readonly number[]) => numbers.map((number) => toPosition(BigInt(number)));
export const commentActivityOf = (org: OrgId, { id }: Comment) =>
  activityIdOf({ org, source: commentSource, eventId: `${id}/added` });
