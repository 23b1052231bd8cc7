import { activityJson, type RecordedActivity, type Viewer } from '@activity-log/activity';
import { csvHeader, csvRows } from './csv-rows.js';

/** How activities are written down. */
export interface ExportFormat {
  readonly mediaType: string;
  /** Of the file's name. */
  readonly extension: string;
  /** What comes first. */
  readonly head: () => string;
  readonly encode: (activities: readonly RecordedActivity[], viewer: Viewer) => string;
}

/** The formats by their name in the request. */
export const exportFormats = {
  ndjson: {
    mediaType: 'application/x-ndjson; charset=utf-8',
    extension: 'ndjson',
    head: () => '',
    encode: (activities, viewer) =>
      activities.map((activity) => `${activityJson(activity, { spelling: 'api', viewer })}\n`).join(''),
  },
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    extension: 'csv',
    head: csvHeader,
    encode: csvRows,
  },
} as const satisfies Readonly<Record<string, ExportFormat>>;

export type ExportFormatName = keyof typeof exportFormats;
