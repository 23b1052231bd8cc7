import { instantOf, toPosition, type Activity, type Hash, type Micros, type Recording } from '@activity-log/activity';
import type { EntityManager } from 'typeorm';
import { uuidOf } from '../activity-uuid.js';

/** An activity that the log already has. */
export interface KnownActivity extends Omit<Recording, 'salt'> {
  readonly leaf: Hash;
  /** null once the content is erased. */
  readonly salt: Buffer | null;
}

/** The key of an activity in a map: ids are unique within an org. */
export function activityKey({ org, id }: Pick<Activity, 'org' | 'id'>): string {
  return `${org}/${id}`;
}

/** Which of the activities the log already has, by {@link activityKey}. Call it under the locks of their orgs. */
export async function selectKnownActivities(
  tx: EntityManager,
  activities: readonly Activity[],
): Promise<ReadonlyMap<string, KnownActivity>> {
  const rows: { place: number; position: string; recorded_micros: string; leaf: Buffer; salt: Buffer | null }[] =
    await tx.query(
      `select candidate.place::int as place, activity.position, activity.leaf, activity.salt,
              (extract(epoch from activity.recorded_at) * 1000000)::bigint as recorded_micros
         from unnest($1::text[], $2::uuid[]) with ordinality as candidate (org, id, place)
         join activity on activity.org = candidate.org and activity.id = candidate.id`,
      [activities.map(({ org }) => org), activities.map(({ id }) => uuidOf(id))],
    );
  const known = new Map<string, KnownActivity>();
  for (const row of rows) {
    const activity = activities[row.place - 1];
    const recordedAt = instantOf(BigInt(row.recorded_micros) as Micros);
    if (!activity || !recordedAt) throw new RangeError('the database answered with a row that was not asked for');
    known.set(activityKey(activity), {
      position: toPosition(row.position),
      recordedAt,
      leaf: row.leaf,
      salt: row.salt,
    });
  }
  return known;
}
