import type { LogTransaction } from '../append/log-transaction.js';
import type { Answer, IdempotencyScope } from './keyed-request.js';

/** What was answered, and to what. */
export interface StoredAnswer {
  readonly digest: Buffer;
  readonly answer: Answer;
}

type AnswerRow =
  | {
      readonly request_digest: Buffer;
      readonly status: number;
      readonly headers: Record<string, string>;
      readonly body: string;
    }
  | { readonly request_digest: null };

/** The answer that a key stands for, unless it has expired. */
export async function selectAnswer(
  tx: LogTransaction,
  { org, principal, route, key }: IdempotencyScope,
): Promise<StoredAnswer | 'erased' | undefined> {
  const [row]: AnswerRow[] = await tx.query(
    `select request_digest, status, headers, body
         from idempotency_key
        where org = $1::text and principal = $2::text and route = $3::text and key = $4::text
          and expires_at > clock_timestamp()`,
    [org, principal, route, key],
  );
  if (row?.request_digest === null) return 'erased';
  return row && { digest: row.request_digest, answer: { status: row.status, headers: row.headers, body: row.body } };
}
