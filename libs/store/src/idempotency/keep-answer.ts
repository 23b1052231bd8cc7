import type { LogTransaction } from '../append/log-transaction.js';
import type { Answer, KeyedRequest } from './keyed-request.js';

/** How long a key stands for its answer. */
const keptForHours = 24;

/** Keeps the answer of a request whose key this transaction has claimed; a row that is there already has expired. */
export async function keepAnswer(
  tx: LogTransaction,
  { org, principal, route, key, digest }: KeyedRequest,
  { status, headers, body }: Answer,
): Promise<void> {
  await tx.query(
    `insert into idempotency_key (org, principal, route, key, request_digest, status, headers, body, expires_at)
     values ($1::text, $2::text, $3::text, $4::text, $5::bytea, $6::smallint, $7::json, $8::text,
             clock_timestamp() + make_interval(hours => $9::int))
     on conflict (org, principal, route, key)
     do update set request_digest = excluded.request_digest, status = excluded.status, headers = excluded.headers,
                   body = excluded.body, expires_at = excluded.expires_at`,
    [org, principal, route, key, digest, status, JSON.stringify(headers), body, keptForHours],
  );
}
