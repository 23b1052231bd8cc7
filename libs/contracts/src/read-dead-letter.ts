import type { ConsumedRecord, OutgoingRecord } from '@activity-log/kafka';
import type { DeadLetterHeader } from './dead-letter-headers.js';
import type { EventErrorCode } from './event-error.js';
import { redriveRecord } from './redrive-record.js';

/** What a dead letter says about itself. Texts are empty where the record does not say. */
export interface DeadLetter {
  readonly code: string;
  readonly stage: string;
  /** Where in the event; absent when it is the whole record. */
  readonly path?: string;
  readonly message: string;
  /** When it was dead-lettered, RFC 3339. */
  readonly at: string;
  /** Where the original was. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Of a batch that could not be read: the offset of its last record. Else that of the original. */
  readonly lastOffset: bigint;
  /** Whether `original` is a whole record: no batch that could not be read, and nothing left out for its size. */
  readonly isRedrivable: boolean;
  /** The original, or what was kept of it. */
  readonly original: OutgoingRecord;
}

const unreadableBatch: EventErrorCode = 'unreadable_batch';

/** The dead letter of a record of the dead-letter topic; undefined when the record is none. */
export function readDeadLetter(record: ConsumedRecord): DeadLetter | undefined {
  const reason = (name: DeadLetterHeader): string => {
    const last = [record.headers[name] ?? []].flat().at(-1);
    return last?.toString('utf8') ?? '';
  };
  const code = reason('x-activity-error-code');
  const partition = reason('__connect.errors.partition');
  const offset = reason('__connect.errors.offset');
  if (code === '' || !/^\d{1,10}$/.test(partition) || !/^\d{1,19}$/.test(offset)) return undefined;
  const lastOffset = reason('x-activity-error-last-offset');
  const path = reason('x-activity-error-path');
  return {
    code,
    stage: reason('x-activity-error-stage'),
    ...(path === '' ? {} : { path }),
    message: reason('x-activity-error-message'),
    at: reason('x-activity-error-at'),
    topic: reason('__connect.errors.topic'),
    partition: Number(partition),
    offset: BigInt(offset),
    lastOffset: BigInt(/^\d{1,19}$/.test(lastOffset) ? lastOffset : offset),
    isRedrivable: code !== unreadableBatch && reason('x-activity-error-value-omitted') === '',
    original: redriveRecord(record),
  };
}
