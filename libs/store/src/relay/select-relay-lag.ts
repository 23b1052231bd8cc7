import type { DataSource } from 'typeorm';

/** How far the topic is behind the log. */
export interface RelayLag {
  readonly rows: number;
  /** Seconds since the oldest unpublished range was recorded; 0 when there is none. */
  readonly seconds: number;
}

/** Counts by the ranges of the outbox: a claim in flight still counts as waiting. */
export async function selectRelayLag(relay: DataSource): Promise<RelayLag> {
  const rows: { rows: string; seconds: number }[] = await relay.query(
    `select coalesce(sum(outbox.last_position - greatest(relay_cursor.relayed, outbox.first_position - 1)), 0)::bigint as rows,
            coalesce(greatest(extract(epoch from clock_timestamp() - min(outbox.recorded_at)), 0), 0)::float8 as seconds
       from outbox join relay_cursor on relay_cursor.org = outbox.org`,
  );
  const [lag] = rows;
  return { rows: Number(lag?.rows ?? 0), seconds: lag?.seconds ?? 0 };
}
