import {
  catalogueEntry,
  viewedContent,
  type Actor,
  type JsonValue,
  type RecordedActivity,
  type Viewer,
} from '@activity-log/activity';
import { stringify } from 'csv-stringify/sync';
import { guardFormulas } from './guard-formulas.js';

/** What the content of an activity has, as far as it has columns. */
interface Content {
  readonly timestamp: string;
  readonly user: Actor | null;
  readonly record: { readonly id: string; readonly module: string; readonly name?: string };
  readonly subjects: JsonValue;
  readonly changes?: JsonValue;
  readonly summary?: string;
  readonly durationSeconds?: number;
  readonly metadata?: JsonValue;
}

/** The columns of the CSV, in order. `changes`, `subjects` and `metadata` are JSON. */
export const csvColumns = [
  'position',
  'id',
  'type',
  'activityType',
  'timestamp',
  'recorded_at',
  'user_id',
  'user_name',
  'user_email',
  'module',
  'record_id',
  'record_name',
  'summary',
  'durationSeconds',
  'changes',
  'subjects',
  'metadata',
] as const;

/** The header row. */
export function csvHeader(): string {
  return lines([[...csvColumns]]);
}

/** A row (RFC 4180) for each activity, as the viewer may see it; spreadsheets take none of the cells for a formula. */
export function csvRows(activities: readonly RecordedActivity[], viewer: Viewer): string {
  return lines(activities.map((activity) => cellsOf(activity, viewer)));
}

function cellsOf(activity: RecordedActivity, viewer: Viewer): readonly string[] {
  const { id, type, position, recordedAt } = activity;
  // The append is the only writer, and it stores what toActivity made of a validated event.
  const content = JSON.parse(viewedContent(activity, viewer)) as Content;
  const cells: Readonly<Record<(typeof csvColumns)[number], string | undefined>> = {
    position: position.toString(),
    id,
    type: catalogueEntry(type).apiType,
    activityType: type,
    timestamp: content.timestamp,
    recorded_at: recordedAt.text,
    user_id: content.user?.id,
    user_name: content.user?.name,
    user_email: content.user?.email,
    module: content.record.module,
    record_id: content.record.id,
    record_name: content.record.name,
    summary: content.summary,
    durationSeconds: content.durationSeconds?.toString(),
    changes: json(content.changes),
    subjects: json(content.subjects),
    metadata: json(content.metadata),
  };
  return csvColumns.map((column) => guardFormulas(cells[column] ?? ''));
}

function json(value: JsonValue | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

function lines(rows: readonly (readonly string[])[]): string {
  return stringify(rows as string[][], { record_delimiter: 'windows', quoted_match: /[\r\n\u2028\u2029\u0085\v\f]/ });
}
