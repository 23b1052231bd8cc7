import { Client } from 'pg';

/** What {@link loadLog} puts into the log, by the names that feeds are asked for. */
export const loadedLog = {
  org: 'acme',
  entries: 1_000_000,
  /** A contact with a tenth of the log. */
  hotRecord: { datatype: 'contact', ownerId: 'hot' },
  /** A contact with some dozen entries. */
  smallRecord: { datatype: 'contact', ownerId: 'contact-5' },
  /** Every third entry is this user's. */
  busyUser: 'usr_123',
  /** Four entries. */
  rareUser: 'usr_rare',
  /** On a quarter of the log. */
  commonField: 'status',
  /** Four entries. */
  rareField: 'rare',
  /** Ten entries. */
  rareType: 'record_deleted',
  firstOccurred: '2026-01-01T00:00:00Z',
  /** The log is some months long. */
  secondsApart: 10,
} as const;

/**
 * Fills an empty log with a million activities of one org, in the way the append would have left them but for leaves and salts,
 * which no read looks at. `url` is of the owner of the database. Half a minute. Nothing is analysed, and nothing will be by itself.
 */
export async function loadLog(url: string): Promise<void> {
  const indexes = await inSession(url, dropIndexes);
  await inSession(url, (client) => client.query(activities));
  // Whatever is built from the log is built at once by several connections.
  await Promise.all([
    ...[subjects, changedFields].map((statements) => inSession(url, (client) => client.query(statements))),
    inSession(url, (client) => client.query(indexes.join(';'))),
  ]);
}

/** Counts the records of what {@link loadLog} filled, as a projector would have. */
export async function countRecords(url: string): Promise<void> {
  await inSession(url, (client) => client.query(recordCounters));
}

/** Analyses what {@link loadLog} filled. */
export async function analyseLog(url: string): Promise<void> {
  await inSession(url, async (client) => {
    for (const table of tables) await client.query(`vacuum (analyze) ${table}`);
  });
}

const { org, entries, hotRecord, busyUser, rareUser, commonField, rareField, rareType, firstOccurred, secondsApart } =
  loadedLog;
const tables = [
  'activity',
  'activity_subject',
  'activity_field',
  'subject_counter',
  'record_counter',
  'org_head',
] as const;

async function inSession<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'load-log' });
  await client.connect();
  try {
    await client.query(`set work_mem = '128MB'; set maintenance_work_mem = '256MB'; set synchronous_commit = off`);
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Indexes that are built at the end are done in a third of the time; their definitions. */
async function dropIndexes(client: Client): Promise<readonly string[]> {
  for (const table of tables) await client.query(`alter table ${table} set (autovacuum_enabled = off)`);
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select indexname as name, indexdef as definition
       from pg_indexes where schemaname = 'public' and tablename = 'activity' and indexdef like '% WHERE %'`,
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return rows.map(({ definition }) => definition);
}

const activities = `
  insert into activity (org, position, id, leaf, salt, recorded_at, occurred_at, type, customer_visible, datatype, owner_id,
                        user_id, fields, wire)
  select '${org}', n, md5(n::text)::uuid, decode(repeat('00', 32), 'hex'), decode(repeat('00', 16), 'hex'), occurred, occurred,
         type, type in ('email_sent', 'contact_created'), datatype,
         owner_id, user_id, fields,
         '{"subjects":[{"datatype":"' || datatype || '","ownerId":"' || owner_id || '"}],"timestamp":"'
           || to_char(occurred at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || '"}'
    from generate_series(1, ${entries}) as n
   cross join lateral (
     select '${firstOccurred}'::timestamptz + n * interval '${secondsApart} seconds' as occurred,
            (array['contact', 'contact', 'contact', 'deal', 'ticket', 'lead', 'contact', 'task', 'deal', 'order'])
              [1 + n % 10] as datatype,
            case when n % 100000 = 7 then '${rareType}'
                 else (array['field_changed', 'email_sent', 'page_visited', 'record_updated', 'note_added', 'automation_triggered',
                             'email_opened', 'field_changed', 'call_logged', 'contact_created', 'comment_added'])
                        [1 + n / 10 % 11] end as type,
            case when n % 250000 = 11 then '${rareUser}' when n % 3 = 0 then '${busyUser}' when n % 3 = 1 then null
                 else 'usr_' || (n * 31 % 503) end as user_id
   ) as said
   cross join lateral (
     select case when n % 10 = 0 then '${hotRecord.ownerId}' else datatype || '-' || (n * 7919::bigint % 20011) end as owner_id
   ) as about
   cross join lateral (
     select case when n % 250000 = 1 then array['${rareField}']
                 when type in ('field_changed', 'record_updated') and n % 40 = 0 then array['${commonField}', 'field_' || n % 77]
                 when type in ('field_changed', 'record_updated') then array['${commonField}']
                 else '{}' end as fields
   ) as changed`;

const subjects = `
  insert into org_head (org, size) values ('${org}', ${entries});
  insert into activity_subject (org, datatype, owner_id, customer_visible, occurred_at, position)
  select org, place.datatype, place.owner_id, customer_visible, occurred_at, position
    from activity
   cross join lateral (
     select activity.datatype, activity.owner_id
      union all
     select any_of.datatype, '' from (values (activity.datatype), ('')) as any_of (datatype)
      where activity.datatype in ('contact', 'lead')
   ) as place
   order by 1, 2, 3, 4, 5;
  insert into subject_counter (org, datatype, owner_id, customer_visible, entries)
  select org, datatype, owner_id, customer_visible, count(*) from activity_subject group by 1, 2, 3, 4`;

const changedFields = `
  insert into activity_field (org, field, user_id, owner_id, datatype, type, occurred_at, position)
  select org, field, place.user_id, place.owner_id, datatype, type, occurred_at, position
    from activity
   cross join lateral unnest(fields) as field
   cross join lateral (values ('', ''), (activity.user_id, ''), ('', activity.owner_id), (activity.user_id, activity.owner_id)) as place (user_id, owner_id)
   where place.user_id is not null
   order by 1, 2, 3, 4, 5, 6, 7`;

const recordCounters = `
  insert into projection_cursor (org, position) values ('${org}', ${entries});
  insert into record_counter (org, datatype, owner_id, type, customer_visible, entries)
  select org, datatype, owner_id, type, customer_visible, count(*) from activity group by 1, 2, 3, 4, 5`;
