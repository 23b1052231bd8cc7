import { randomUUID } from 'node:crypto';
import { toActivity, toPosition, type Position } from '@activity-log/activity';
import {
  backoff,
  currentCorrelationId,
  delay,
  ProblemError,
  type BackoffBounds,
  type Clock,
  type Logger,
} from '@activity-log/platform';
import type { ActivityLog, LogReader, LogRequest, LogSlice, LogSliceBounds } from '@activity-log/store';
import type { Principal } from '../auth/principal.js';
import type { FeedFilters } from '../feed/feed-filters.js';
import { exportFormats, type ExportFormat, type ExportFormatName } from './export-formats.js';
import { activityExported } from './exported-event.js';
import type { ExportMetrics } from './export-metrics.js';

/** Bounds and parts of {@link ActivityExports}. */
export interface ActivityExportsOptions {
  readonly log: ActivityLog;
  readonly reader: LogReader;
  /** One read of the log, and so what an export holds in memory. */
  readonly bounds: LogSliceBounds;
  /** Exports at once. */
  readonly maxExports: number;
  /** How often a read is tried again, and how long it waits in between, before the export breaks off. */
  readonly maxRetries: number;
  readonly retry: BackoffBounds;
  /** How long a client may leave a part unread. */
  readonly stalledClientMs: number;
  readonly metrics: ExportMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** An export that is asked for. */
export interface ExportRequest {
  readonly principal: Principal;
  readonly query: LogRequest;
  readonly filters: FeedFilters & { readonly module?: string };
  readonly format: ExportFormatName;
  /** Behind this position. */
  readonly since: Position;
}

/** An export that may begin: it is in the log. */
export interface StartedExport {
  readonly format: ExportFormat;
  /** The last position that it covers; a later export goes on from here. */
  readonly upTo: Position;
  /** The text, part by part. Breaks off, without an error, when `stop` is aborted, and aborts it for a client that does not read. */
  parts(stop: AbortController): AsyncGenerator<string, void>;
}

/** Copies of an org's log, or of what a filter lets pass, for auditors. */
export class ActivityExports {
  readonly #options: ActivityExportsOptions;
  #running = 0;

  constructor(options: ActivityExportsOptions) {
    this.#options = options;
  }

  /** Takes a place for an export; the returned function gives it back. Throws a ProblemError `unavailable` when all are taken. */
  takePlace(): () => void {
    if (this.#running >= this.#options.maxExports) {
      throw new ProblemError('unavailable', 'no more exports can be served now', { headers: { 'retry-after': '10' } });
    }
    this.#running += 1;
    return () => {
      this.#running -= 1;
    };
  }

  /**
   * Writes the export into the log, as `activity_exported`, and then lets it begin. It covers what was recorded before that
   * entry. Throws a ProblemError `invalid_cursor` for a position that the log has not reached, and StoreUnavailable.
   */
  async start({ principal, query, filters, format, since }: ExportRequest): Promise<StartedExport> {
    const { log, reader, clock } = this.#options;
    if (since > (await reader.head(query.org))) {
      throw new ProblemError('invalid_cursor', 'the log has not reached that position', {
        errors: [{ path: 'since', rule: 'must be a position of this log' }],
      });
    }
    const event = activityExported({
      id: randomUUID(),
      principal,
      format,
      filters,
      since,
      now: clock.now(),
      correlationId: currentCorrelationId(),
    });
    const [outcome] = await log.append([toActivity(event)]);
    if (outcome?.kind !== 'appended') throw new Error('the log has not taken the entry of an export');
    const upTo = toPosition(outcome.position - 1n);
    return {
      format: exportFormats[format],
      upTo,
      parts: (stop) => this.#parts(query, { format: exportFormats[format], since, upTo, stop }),
    };
  }

  async *#parts(
    query: LogRequest,
    {
      format,
      since,
      upTo,
      stop,
    }: {
      readonly format: ExportFormat;
      readonly since: Position;
      readonly upTo: Position;
      readonly stop: AbortController;
    },
  ): AsyncGenerator<string, void> {
    const { metrics, stalledClientMs } = this.#options;
    const head = format.head();
    if (head !== '') yield head;
    for (let at = since; at < upTo;) {
      const slice = await this.#read(query, { since: at, upTo, stop: stop.signal });
      if (!slice || stop.signal.aborted) return;
      at = slice.lookedUpTo;
      if (slice.entries.length === 0) continue;
      metrics.rows.inc(slice.entries.length);
      const stalled = setTimeout(() => {
        stop.abort();
      }, stalledClientMs);
      try {
        yield format.encode(slice.entries);
      } finally {
        clearTimeout(stalled);
      }
    }
  }

  /** A short outage of the database must not cost a long export. Undefined when it is stopped. */
  async #read(
    query: LogRequest,
    { since, upTo, stop }: { readonly since: Position; readonly upTo: Position; readonly stop: AbortSignal },
  ): Promise<LogSlice | undefined> {
    const { reader, bounds, maxRetries, retry, logger } = this.#options;
    for (let failures = 0; !stop.aborted; failures += 1) {
      try {
        return await reader.following(query, { range: { since, upTo }, bounds });
      } catch (error) {
        if (failures >= maxRetries) throw error;
        logger.warn({ event: 'export.read_failed', attempt: failures, err: error });
        await delay(backoff(failures, retry), stop);
      }
    }
    return undefined;
  }
}
