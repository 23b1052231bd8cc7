import { createHmac, timingSafeEqual } from 'node:crypto';
import { toPosition, type Micros, type Position } from './brand.js';

/** Where a page continues. */
export type CursorWalk =
  /** Entries older than (`occurredAt`, `position`), none recorded after `upTo`, where the walk began. */
  | { readonly kind: 'older'; readonly occurredAt: Micros; readonly position: Position; readonly upTo: Position }
  /** Everything recorded after `since`, in order of position. */
  | { readonly kind: 'newer'; readonly since: Position };

/** What a cursor stands for: one query of one org on one route, and where to go on. */
export interface Cursor {
  readonly org: string;
  readonly route: string;
  /** The query's parameters, filters and page size, by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly walk: CursorWalk;
}

const macBytes = 16;

/** An opaque text that only the holder of the key can make: base64url of payload ‖ truncated HMAC-SHA256. */
export function encodeCursor(cursor: Cursor, key: string): string {
  const { walk } = cursor;
  const where =
    walk.kind === 'older'
      ? ['o', walk.occurredAt.toString(), walk.position.toString(), walk.upTo.toString()]
      : ['n', walk.since.toString()];
  const payload = Buffer.from(JSON.stringify([1, cursor.org, cursor.route, cursor.params, ...where]));
  return Buffer.concat([payload, mac(payload, key)]).toString('base64url');
}

/** The cursor of a text made with this key; undefined for a foreign, altered or older one. */
export function decodeCursor(text: string, key: string): Cursor | undefined {
  const bytes = Buffer.from(text, 'base64url');
  // Buffer.from skips what is not base64url; comparing the text again refuses it.
  if (bytes.length <= macBytes || bytes.toString('base64url') !== text) return undefined;
  const payload = bytes.subarray(0, -macBytes);
  if (!timingSafeEqual(bytes.subarray(-macBytes), mac(payload, key))) return undefined;
  // The MAC vouches for the shape: only encodeCursor has the key. The version guards against an older shape.
  const [version, org, route, params, kind, ...where] = JSON.parse(payload.toString()) as [
    number,
    string,
    string,
    Record<string, string>,
    'o' | 'n',
    ...string[],
  ];
  if (version !== 1) return undefined;
  const [first = '0', second = '0', third = '0'] = where;
  const walk: CursorWalk =
    kind === 'o'
      ? { kind: 'older', occurredAt: BigInt(first) as Micros, position: toPosition(second), upTo: toPosition(third) }
      : { kind: 'newer', since: toPosition(first) };
  return { org, route, params, walk };
}

function mac(payload: Buffer, key: string): Buffer {
  return createHmac('sha256', key).update(payload).digest().subarray(0, macBytes);
}
