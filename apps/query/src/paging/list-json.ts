import type { ListMeta } from './list-meta.js';

/** A list answer as text: `data` out of stored texts joined as they are, then `meta`. */
export function listJson(data: readonly string[], meta: ListMeta): string {
  return `{"data":[${data.join(',')}],"meta":${JSON.stringify(meta)}}`;
}
