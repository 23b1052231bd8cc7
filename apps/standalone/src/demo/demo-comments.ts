import { acmeRecords, acmeStaff } from './demo-cast.js';
import type { Actor } from '@activity-log/activity';

/** Where the staff of the demo comments. */
export interface DemoCommentsOptions {
  readonly queryUrl: string;
  /** A token of a member of the staff of `acme`. */
  readonly tokenOf: (author: Actor) => Promise<string>;
  readonly signal: AbortSignal;
}

const { sarah, john, alex } = acmeStaff;
const {
  grace: { name, ...lead },
} = acmeRecords;

/** The first begins the thread, the others answer it; the last was written by mistake. */
const thread = [
  { author: john, text: 'Procurement asked about SOC2 — need to send report.', mentions: ['user-jane'] },
  { author: sarah, text: 'Sent it this morning. Legal has it.', mentions: [john.id] },
  { author: alex, text: 'Wrong lead, sorry.', mentions: [] },
] as const;

/**
 * Writes a thread on a lead, unless it is there. Over REST, as members of staff do: a comment that is published as an event is
 * in no thread. Throws an Error when query answers otherwise than it must; what was written by then is not written again.
 */
export async function writeDemoComments(options: DemoCommentsOptions): Promise<void> {
  const path = `get/${lead.datatype}/${lead.ownerId}`;
  const { meta } = await ask<{ meta: { total: number } }>(options, { method: 'GET', path, author: john });
  if (meta.total >= thread.length) return;
  const ids: string[] = [];
  for (const [i, { author, text, mentions }] of thread.entries()) {
    const body = { ...lead, name, text, mentions, parentId: ids[0] };
    const { id } = await ask<{ id: string }>(options, {
      ...{ method: 'POST', path: 'create', author, body },
      idempotencyKey: `demo-comment-${i}`,
    });
    ids.push(id);
  }
  await ask(options, { method: 'DELETE', path: `delete/${ids.at(-1) ?? ''}`, author: alex });
}

interface CommentRequest {
  readonly method: string;
  readonly path: string;
  readonly author: Actor;
  readonly body?: object;
  readonly idempotencyKey?: string;
}

async function ask<Answer>(
  { queryUrl, tokenOf, signal }: DemoCommentsOptions,
  { method, path, author, body, idempotencyKey }: CommentRequest,
): Promise<Answer> {
  const response = await fetch(`${queryUrl}/crm/activity/comment/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await tokenOf(author)}`,
      orgid: 'acme',
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`query answered ${response.status} to a comment of the demo`);
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}
