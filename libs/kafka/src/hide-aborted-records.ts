/** One partition of a decoded fetch response of kafkajs: what is read and changed here. */
export interface FetchedPartition {
  abortedTransactions?: readonly { readonly producerId: string; readonly firstOffset: string }[] | null;
  readonly messages: readonly FetchedMessage[];
}

/** A decoded record. Control records are hidden by kafkajs and their offsets passed over. */
export interface FetchedMessage {
  readonly offset: string;
  readonly key: Buffer | null;
  isControlRecord?: boolean;
  readonly batchContext?: { readonly producerId: string; readonly inTransaction: boolean };
}

/**
 * Hides the records of aborted transactions, by the rule of the Java client: a producer's records are aborted from
 * the first offset the broker names for it up to its abort marker.
 *
 * kafkajs has a filter of its own that delivers aborted records when transactions interleave: it takes the list to be
 * in order of first offset (it is in order of end), takes one entry a record, and takes any record whose key is four
 * zero bytes for an abort marker. So the records are marked here, and it is given an empty list.
 */
export function hideAbortedRecords(partition: FetchedPartition): void {
  const aborted = [...(partition.abortedTransactions ?? [])].map(({ producerId, firstOffset }) => ({
    producerId,
    firstOffset: BigInt(firstOffset),
  }));
  partition.abortedTransactions = [];
  if (aborted.length === 0) return;
  aborted.sort((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));

  const open = new Set<string>();
  let next = 0;
  for (const message of partition.messages) {
    const offset = BigInt(message.offset);
    for (let entry = aborted[next]; entry !== undefined && entry.firstOffset <= offset; entry = aborted[next]) {
      open.add(entry.producerId);
      next += 1;
    }
    const { producerId, inTransaction } = message.batchContext ?? { producerId: '-1', inTransaction: false };
    if (message.isControlRecord === true) {
      if (isAbortMarker(message)) open.delete(producerId);
    } else if (inTransaction && open.has(producerId)) {
      message.isControlRecord = true;
    }
  }
}

/** The key of a control record is a version and a type, int16 each; type 0 ends an aborted transaction. */
function isAbortMarker({ key }: FetchedMessage): boolean {
  return key !== null && key.length >= 4 && key.readInt16BE(2) === 0;
}
