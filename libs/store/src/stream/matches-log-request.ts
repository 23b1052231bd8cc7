import type { Subject } from '@activity-log/activity';
import type { LogEntry, LogRequest } from './log-request.js';

/** Whether an entry belongs to a query of its org: what `selectFollowing` says in SQL, for entries that are in memory already. */
export function matchesLogRequest(query: LogRequest, entry: LogEntry): boolean {
  const { scope, types, userId, field, fromMicros, toMicros, customer } = query;
  return (
    query.org === entry.org &&
    (scope.kind === 'workspace' || scope.datatype === entry.datatype) &&
    (scope.kind !== 'record' || scope.ownerId === entry.ownerId) &&
    (types === undefined || types.includes(entry.type)) &&
    (userId === undefined || userId === entry.userId) &&
    (field === undefined || entry.fields.includes(field)) &&
    (fromMicros === undefined || entry.occurredMicros >= fromMicros) &&
    (toMicros === undefined || entry.occurredMicros <= toMicros) &&
    (customer === undefined || (entry.customerVisible && isAbout(entry, customer)))
  );
}

/** Subjects of entries that a customer's query has looked at: many customers look at the same entry. */
const subjectsOf = new WeakMap<LogEntry, readonly Subject[]>();

function isAbout(entry: LogEntry, { datatype, ownerId }: Pick<Subject, 'datatype' | 'ownerId'>): boolean {
  let subjects = subjectsOf.get(entry);
  if (!subjects) {
    // The append is the only writer, and it stores what toActivity made of a validated event.
    ({ subjects } = JSON.parse(entry.wire) as { readonly subjects: readonly Subject[] });
    subjectsOf.set(entry, subjects);
  }
  return subjects.some((subject) => subject.datatype === datatype && subject.ownerId === ownerId);
}
