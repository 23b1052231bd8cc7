import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { toActivity, toPosition, type Position, type Viewer } from '@activity-log/activity';
import { backoff, delay, ProblemError, type BackoffBounds, type Clock, type Logger } from '@activity-log/platform';
import {
  StoreUnavailable,
  type ActivityLog,
  type LogReader,
  type LogRequest,
  type LogSlice,
  type LogSliceBounds,
} from '@activity-log/store';
import type { Principal } from '../auth/principal.js';
import { viewerOf } from '../auth/viewer-of.js';
import type { FeedFilters } from '../feed/feed-filters.js';
import { ClientConnection } from '../http/client-connection.js';
import { currentRequestTrace } from '../http/request-trace.js';
import type { Places } from '../rate-limit/places.js';
import { exportFormats, type ExportFormat, type ExportFormatName } from './export-formats.js';
import { activityExported } from './exported-event.js';
import type { ExportMetrics } from './export-metrics.js';

/** Bounds and parts of {@link ActivityExports}. */
export interface ActivityExportsOptions {
  readonly log: ActivityLog;
  readonly reader: LogReader;
  /** One read of the log, and so what an export holds in memory. */
  readonly bounds: LogSliceBounds;
  /** Held by orgs. */
  readonly places: Places;
  /** How often a read is tried again, and how long it waits in between, before the export breaks off. */
  readonly maxRetries: number;
  readonly retry: BackoffBounds;
  /** How long a client may leave a part unread. */
  readonly slowClientMs: number;
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

/** An export that is about to begin: it is in the log, and its first part is read. */
export interface StartedExport {
  readonly format: ExportFormat;
  /** The last position that it covers; a later export goes on from here. */
  readonly upTo: Position;
  /** Sends it to the client; the head of the response is written already. Never rejects: what breaks off is cut. */
  send(): Promise<void>;
}

/** The part of the log that an export covers. */
interface Covered {
  readonly since: Position;
  readonly upTo: Position;
}

/** Copies of an org's log, or of what a filter lets pass, for auditors. */
export class ActivityExports {
  readonly #options: ActivityExportsOptions;

  constructor(options: ActivityExportsOptions) {
    this.#options = options;
  }

  /**
   * Writes the export into the log, as `activity_exported`, and then lets it begin. It covers what was recorded before that
   * entry, and has a place until the response is closed. Undefined when the client is gone. Throws a ProblemError
   * `invalid_cursor` for a position that the log has not reached, `rate_limited` when the org has too many exports, `unavailable`
   * when there are too many in all, and StoreUnavailable.
   */
  async start(request: ExportRequest, response: ServerResponse): Promise<StartedExport | undefined> {
    const { places, metrics } = this.#options;
    const connection = new ClientConnection(response, this.#options);
    // Who left before this would never give the place back.
    if (connection.closed.aborted) return undefined;
    const givePlaceBack = places.take(request.query.org);
    metrics.running.inc();
    response.once('close', () => {
      metrics.running.dec();
      givePlaceBack();
    });
    const { query, since, principal } = request;
    const format = exportFormats[request.format];
    const upTo = await this.#record(request);
    const parts = this.#parts(query, {
      covered: { since, upTo },
      format,
      viewer: viewerOf(principal),
      stop: connection.closed,
    });
    const first = await parts.next();
    return {
      format,
      upTo,
      send: async () => {
        if (!first.done) connection.write(first.value);
        await this.#send(parts, connection);
      },
    };
  }

  /** Writes the export into the log; the position before its entry. */
  async #record({ principal, query, filters, format, since }: ExportRequest): Promise<Position> {
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
      trace: currentRequestTrace(),
    });
    const [outcome] = await log.append([toActivity(event)]);
    if (outcome?.kind !== 'appended') throw new Error('the log has not taken the entry of an export');
    return toPosition(outcome.position - 1n);
  }

  /** One part is read while the client takes the one before. */
  async #send(parts: AsyncGenerator<string, void>, connection: ClientConnection): Promise<void> {
    try {
      for (;;) {
        const [isRead, part] = await Promise.all([connection.drained(), parts.next()]);
        if (!isRead) {
          connection.cut();
          return;
        }
        if (part.done) {
          connection.end();
          return;
        }
        connection.write(part.value);
      }
    } catch (error) {
      this.#options.logger.warn({ event: 'export.broke_off', err: error });
      connection.cut();
    }
  }

  /** The text, part by part. Breaks off, without an error, when it is stopped. */
  async *#parts(
    query: LogRequest,
    {
      covered,
      format,
      viewer,
      stop,
    }: {
      readonly covered: Covered;
      readonly format: ExportFormat;
      readonly viewer: Viewer;
      readonly stop: AbortSignal;
    },
  ): AsyncGenerator<string, void> {
    const { metrics } = this.#options;
    const { since, upTo } = covered;
    const head = format.head(since);
    if (head !== '') yield head;
    for (let at = since; at < upTo;) {
      const slice = await this.#read(query, { covered: { since: at, upTo }, stop });
      if (!slice || stop.aborted) return;
      at = slice.lookedUpTo;
      if (slice.entries.length === 0) continue;
      metrics.rows.inc(slice.entries.length);
      yield format.encode(slice.entries, viewer);
    }
  }

  /** A short outage of the database must not cost a long export. Undefined when it is stopped. */
  async #read(
    query: LogRequest,
    { covered, stop }: { readonly covered: Covered; readonly stop: AbortSignal },
  ): Promise<LogSlice | undefined> {
    const { reader, bounds, maxRetries, retry, logger } = this.#options;
    for (let failures = 0; !stop.aborted; failures += 1) {
      try {
        return await reader.following(query, { range: covered, bounds });
      } catch (error) {
        if (failures >= maxRetries || !(error instanceof StoreUnavailable)) throw error;
        logger.warn({ event: 'export.read_failed', attempt: failures, err: error });
        await delay(backoff(failures, retry), stop);
      }
    }
    return undefined;
  }
}
