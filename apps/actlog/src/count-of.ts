/** `1 dead letter`, `2 dead letters`; `1 entry`, `2 entries` when the plural is given. */
export function countOf(count: number | bigint, noun: string, plural = `${noun}s`): string {
  return `${count.toString()} ${Number(count) === 1 ? noun : plural}`;
}
