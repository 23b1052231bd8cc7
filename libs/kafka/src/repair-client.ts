import { createRequire } from 'node:module';
import { decodeAroundUnreadableBatches, type DecodeBatch } from './decode-around-unreadable-batches.js';
import { hideAbortedRecords, type FetchedPartition } from './hide-aborted-records.js';

interface FetchResponse {
  readonly responses: readonly { readonly partitions: readonly FetchedPartition[] }[];
}

interface FetchProtocol {
  readonly response: { readonly decode: (bytes: Buffer) => Promise<FetchResponse>; readonly parse: unknown };
}

interface FetchDefinitions {
  protocol: (options: { readonly version: number }) => (request: unknown) => FetchProtocol;
}

interface RequestQueueClass {
  readonly prototype: { readonly pending: readonly unknown[]; scheduleCheckPendingRequests: () => void };
}

const internals = createRequire(import.meta.url);
let isRepaired = false;

/**
 * Mends three faults of kafkajs 2.2.4 in place, once per process. The library has no maintainer to mend them, and its
 * version is pinned exactly, so the parts relied on here stay as they are:
 * - records of aborted transactions are delivered when transactions interleave (see {@link hideAbortedRecords});
 * - one batch that cannot be decoded makes every fetch of its partition fail, for ever (see
 *   {@link decodeAroundUnreadableBatches});
 * - every connection sets a timer of "-1" ms again and again, also with nothing to send: a wake-up each
 *   millisecond, and a warning on the terminal since Node 22.
 */
export function repairClient(): void {
  if (isRepaired) return;
  isRepaired = true;
  surviveUnreadableBatches();
  hideAbortedRecordsOnFetch(internals('kafkajs/src/protocol/requests/fetch') as FetchDefinitions);
  restIdleQueues(internals('kafkajs/src/network/requestQueue') as RequestQueueClass);
}

/**
 * Every version of the fetch protocol takes the decoder of batches from its module when it is first used, so it is
 * replaced there, before. That comes too late only for another user of kafkajs in the process that has fetched already.
 */
function surviveUnreadableBatches(): void {
  const path = internals.resolve('kafkajs/src/protocol/recordBatch/v0/decoder');
  const original = internals(path) as DecodeBatch;
  const module = internals.cache[path];
  if (module === undefined) throw new Error('the decoder of batches is not where kafkajs 2.2.4 has it');
  module.exports = decodeAroundUnreadableBatches(original);
}

function hideAbortedRecordsOnFetch(definitions: FetchDefinitions): void {
  const protocolOf = definitions.protocol.bind(definitions);
  definitions.protocol = (options) => {
    const protocol = protocolOf(options);
    return (request) => {
      const original = protocol(request);
      return {
        ...original,
        response: {
          ...original.response,
          decode: async (bytes) => {
            const decoded = await original.response.decode(bytes);
            for (const { partitions } of decoded.responses) partitions.forEach(hideAbortedRecords);
            return decoded;
          },
        },
      };
    };
  };
}

function restIdleQueues({ prototype }: RequestQueueClass): void {
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function scheduleWhenPending(this: RequestQueueClass['prototype']): void {
    if (this.pending.length > 0) schedule.call(this);
  };
}
