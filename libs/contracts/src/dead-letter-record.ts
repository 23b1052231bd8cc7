import type { ConsumedRecord, OutgoingRecord } from '@activity-log/kafka';
import { deadLetterHeaders, type DeadLetterHeader } from './dead-letter-headers.js';
import type { EventErrorStage } from './event-error.js';

/** Why a record is dead-lettered; an EventError is one. */
export interface DeadLetterReason {
  readonly name: string;
  readonly code: string;
  readonly stage: EventErrorStage;
  readonly message: string;
  readonly path?: string;
}

/** What becomes a dead letter. */
export interface DeadLetterInput {
  readonly record: ConsumedRecord;
  /** Where the record was consumed from. */
  readonly topic: string;
  readonly partition: number;
  readonly error: DeadLetterReason;
  readonly at: Date;
  /** What the dead-letter topic does not take for its size; nothing when absent. Headers say how many bytes were left out. */
  readonly omit?: 'value' | 'value-key-and-headers';
}

/**
 * The dead letter of a record: its key, value, headers and timestamp byte for byte, and behind them one more value for each
 * of {@link deadLetterHeaders}. A header of the original that has such a name keeps its values and gets ours as the last,
 * so that `redriveRecord` gives the original back in any case, unless something had to be left out.
 */
export function deadLetterRecord({ record, topic, partition, error, at, omit }: DeadLetterInput): OutgoingRecord {
  const kept: ConsumedRecord = {
    ...record,
    ...(omit === undefined ? {} : { value: null }),
    ...(omit === 'value-key-and-headers' ? { key: null, headers: {} } : {}),
  };
  const reasons: Readonly<Record<DeadLetterHeader, string>> = {
    'x-activity-error-code': error.code,
    'x-activity-error-stage': error.stage,
    'x-activity-error-path': error.path ?? '',
    'x-activity-error-message': error.message,
    'x-activity-error-at': at.toISOString(),
    // Of a batch: the letter stands for all of its offsets.
    'x-activity-error-last-offset': record.offset.toString(),
    'x-activity-error-value-omitted': omit === undefined ? '' : String(record.value?.length ?? 0),
    'x-activity-error-headers-omitted': omit === 'value-key-and-headers' ? String(keyAndHeaderBytes(record)) : '',
    '__connect.errors.topic': topic,
    '__connect.errors.partition': String(partition),
    '__connect.errors.offset': (record.unreadable?.firstOffset ?? record.offset).toString(),
    '__connect.errors.connector.name': 'activity-log-ingest',
    '__connect.errors.task.id': String(partition),
    '__connect.errors.stage': error.stage.toUpperCase(),
    '__connect.errors.class.name': error.name,
    '__connect.errors.exception.class.name': error.name,
    '__connect.errors.exception.message': `${error.code}: ${error.message}`,
  };
  const headers: Record<string, Buffer | readonly Buffer[]> = { ...kept.headers };
  for (const name of deadLetterHeaders) {
    const reason = Buffer.from(reasons[name]);
    const original = headers[name];
    headers[name] = original === undefined ? reason : [original, reason].flat();
  }
  return { key: kept.key, value: kept.value, headers, timestamp: kept.timestamp };
}

function keyAndHeaderBytes({ key, headers }: ConsumedRecord): number {
  const lengths = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value) => Buffer.byteLength(name) + value.length),
  );
  return lengths.reduce((sum, length) => sum + length, key?.length ?? 0);
}
