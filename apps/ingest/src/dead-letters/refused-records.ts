import { assertNever } from '@activity-log/activity';
import { EventError } from '@activity-log/contracts';
import type { ConsumedRecord } from '@activity-log/kafka';
import type { ActivityLog } from '@activity-log/store';
import { correlationOf } from './correlation-of.js';
import type { JudgedRecord } from '../consume/judge-records.js';

/** What the log answered for one activity. */
export type LogOutcome = Awaited<ReturnType<ActivityLog['append']>>[number];

/** A record that will not enter the log, and why. */
export interface RefusedRecord {
  readonly record: ConsumedRecord;
  readonly error: EventError;
  /** By which the event can be followed through the logs, when the record says it. */
  readonly correlationId: string | undefined;
}

/**
 * The records of a batch that must go to the dead letters, in the order of the batch: those that were rejected before
 * the log, and those that the log turned down. `outcomes` has one for each activity among `judged`, in their order.
 */
export function refusedRecords(
  judged: readonly JudgedRecord[],
  outcomes: readonly LogOutcome[],
): readonly RefusedRecord[] {
  let appended = 0;
  return judged.flatMap((verdict): RefusedRecord[] => {
    const { record } = verdict;
    if (verdict.kind === 'rejected') return [{ record, error: verdict.error, correlationId: correlationOf(record) }];
    const outcome = outcomes[appended++];
    if (outcome === undefined) throw new RangeError('the log gave fewer outcomes than it got activities');
    const error = errorOf(outcome);
    const { id, correlationId = id } = verdict.activity;
    return error ? [{ record, error, correlationId }] : [];
  });
}

function errorOf(outcome: LogOutcome): EventError | undefined {
  switch (outcome.kind) {
    case 'appended':
    case 'duplicate':
      return undefined;
    case 'id_conflict':
      return new EventError('id_conflict');
    case 'refused':
      return new EventError('refused_by_database', {
        message: `the database refused a value of the event (SQLSTATE ${outcome.sqlState})`,
      });
    default:
      return assertNever(outcome);
  }
}
