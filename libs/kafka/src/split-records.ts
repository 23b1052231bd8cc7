/** The bounds of one part. A single item may be beyond `maxBytes`: it is then alone. */
export interface SplitBounds<T> {
  readonly maxRecords: number;
  readonly maxBytes: number;
  readonly bytesOf: (item: T) => number;
}

/** Cuts a list into consecutive parts within the bounds; nothing is dropped, repeated or moved, no part is empty. */
export function* splitRecords<T>(
  items: readonly T[],
  { maxRecords, maxBytes, bytesOf }: SplitBounds<T>,
): Generator<readonly T[], void> {
  let part: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    if (part.length > 0 && (part.length >= maxRecords || bytes + size > maxBytes)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(item);
    bytes += size;
  }
  if (part.length > 0) yield part;
}
