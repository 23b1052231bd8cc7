import type { DataSource } from 'typeorm';

/** Deletes answers of expired keys, at most `limit` of them, and none that somebody else has in hand. How many it deleted. */
export async function deleteExpiredAnswers(appender: DataSource, limit: number): Promise<number> {
  const [, deleted]: [unknown, number] = await appender.query(
    `delete from idempotency_key
      where (org, principal, route, key) in (
        select org, principal, route, key
          from idempotency_key
         where expires_at <= clock_timestamp()
         order by expires_at
         limit $1::int
           for update skip locked
      )`,
    [limit],
  );
  return deleted;
}
