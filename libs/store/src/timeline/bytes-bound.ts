/**
 * Bytes of content on one page at the most; the first entry is there whatever it has. A page of 200 usual entries has 200 kB,
 * and an entry may have a mebibyte: 200 of those, read by a few at once, were 2 GB of memory.
 */
export const maxPageBytes = 8 * 1_048_576;

/** Rows of `entries`, a select with `wire`, in an order; with what {@link withinBytes} needs, and `found`, how many they are. */
export function measuredEntries(entries: string, order: string): string {
  return `
    select measured.*,
           sum(octet_length(measured.wire)) over (order by ${order}) as running_bytes,
           row_number() over (order by ${order}) as place,
           count(*) over () as found
      from (${entries}) as measured`;
}

/** The condition that keeps `entry` within so many bytes, or the first one alone. The bytes of the others are not read. */
export function withinBytes(maxBytes: string): string {
  return `(entry.running_bytes <= ${maxBytes} or entry.place = 1)`;
}
