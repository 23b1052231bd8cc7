import { activityJson, type Position, type RecordedActivity, type Viewer } from '@activity-log/activity';
import { csvHeader, csvRows } from './csv-rows.js';

/** How activities are written down. */
export interface ExportFormat {
  /** The media type, without parameters. */
  readonly type: string;
  /** The media type of an export from behind a position. */
  readonly mediaType: (since: Position) => string;
  /** Of the file's name. */
  readonly extension: string;
  /** What comes first, before the entries behind a position: exports that go on from each other are one when put together. */
  readonly head: (since: Position) => string;
  readonly encode: (activities: readonly RecordedActivity[], viewer: Viewer) => string;
}

/** The formats by their name in the request. */
export const exportFormats = {
  ndjson: {
    type: 'application/x-ndjson',
    mediaType: () => 'application/x-ndjson; charset=utf-8',
    extension: 'ndjson',
    head: () => '',
    encode: (activities, viewer) =>
      activities.map((activity) => `${activityJson(activity, { spelling: 'api', viewer })}\n`).join(''),
  },
  csv: {
    type: 'text/csv',
    mediaType: (since) => `text/csv; charset=utf-8; header=${since > 0n ? 'absent' : 'present'}`,
    extension: 'csv',
    head: (since) => (since > 0n ? '' : csvHeader()),
    encode: csvRows,
  },
} as const satisfies Readonly<Record<string, ExportFormat>>;

export type ExportFormatName = keyof typeof exportFormats;
