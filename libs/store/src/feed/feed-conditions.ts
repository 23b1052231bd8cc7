import { instantOf, type Micros } from '@activity-log/activity';
import type { FeedRequest } from './feed-request.js';
import type { SqlParameters } from './sql-parameters.js';

/** What an entry of `activity` must meet to belong to the feed, as a boolean expression. */
export function feedConditions(query: FeedRequest, parameters: SqlParameters): string {
  const { scope, types, userId, field, fromMicros, toMicros, audience } = query;
  const equal = (column: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : [`activity.${column} = ${parameters.bind(value, 'text')}`];
  return [
    'activity.occurred_at is not null',
    ...(scope.kind === 'workspace' ? [] : equal('datatype', scope.datatype)),
    ...(scope.kind === 'record' ? equal('owner_id', scope.ownerId) : []),
    ...(types === undefined ? [] : [`activity.type = any (${parameters.bind(types, 'text[]')})`]),
    ...equal('user_id', userId),
    ...(field === undefined ? [] : [`${parameters.bind(field, 'text')} = any (activity.fields)`]),
    ...(fromMicros === undefined ? [] : [`activity.occurred_at >= ${boundTime(fromMicros, parameters)}`]),
    ...(toMicros === undefined ? [] : [`activity.occurred_at <= ${boundTime(toMicros, parameters)}`]),
    ...(audience === 'customer' ? ['activity.customer_visible'] : []),
  ].join(' and ');
}

/** A placeholder for a time; for an absent one, or one that no entry can have, the end of time that `beyond` names. */
export function boundTime(
  micros: Micros | undefined,
  parameters: SqlParameters,
  beyond: 'infinity' | '-infinity' = 'infinity',
): string {
  return parameters.bind(micros === undefined ? beyond : (instantOf(micros)?.text ?? beyond), 'timestamptz');
}
