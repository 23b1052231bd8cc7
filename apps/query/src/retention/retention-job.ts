import { retentionDays } from '@activity-log/activity';
import { PeriodicSweep, type Clock, type Logger } from '@activity-log/platform';
import type { Retention } from '@activity-log/store';
import type { RetentionMetrics } from './retention-metrics.js';

/** Bounds and parts of a {@link RetentionJob}. */
export interface RetentionJobOptions {
  readonly retention: Retention;
  /** How long it waits when nothing is past its time; an entry leaves within this and the time that its batch takes. */
  readonly intervalMs: number;
  /** Entries of an org that are erased in one transaction; at its end appends to the org wait for a moment. */
  readonly maxEntriesPerBatch: number;
  /** Orgs that are asked for at a time. */
  readonly maxOrgsPerPage: number;
  readonly clock: Clock;
  readonly metrics: RetentionMetrics;
  readonly log: Logger;
}

const dayMs = 86_400_000;

/**
 * Erases what is past its time. Several jobs share the orgs; none is the leader. Every due org gets a batch before any gets
 * its second, so that a large backlog delays no other org.
 */
export class RetentionJob extends PeriodicSweep {
  constructor(options: RetentionJobOptions) {
    super({
      sweep: (signal) => sweepDueOrgs(options, signal),
      intervalMs: options.intervalMs,
      onFailure: (err) => {
        options.log.warn({ event: 'retention.failed', err });
      },
    });
  }
}

/** A batch for every due org; whether any had something to do. */
async function sweepDueOrgs(options: RetentionJobOptions, signal: AbortSignal): Promise<boolean> {
  const { retention, maxOrgsPerPage: limit, clock } = options;
  const before = new Date(clock.now().getTime() - retentionDays * dayMs);
  let passed = 0;
  for (let after: string | undefined = ''; after !== undefined;) {
    const orgs = await retention.dueOrgs({ before, after, limit });
    for (const org of orgs) {
      if (signal.aborted) return false;
      passed += await eraseBatch(options, { org, before });
    }
    after = orgs.length === limit ? orgs.at(-1) : undefined;
  }
  return passed > 0;
}

async function eraseBatch(
  { retention, maxEntriesPerBatch: maxEntries, metrics, log }: RetentionJobOptions,
  { org, before }: { readonly org: Parameters<Retention['eraseNext']>[0]; readonly before: Date },
): Promise<number> {
  try {
    const { passed, erased } = await retention.eraseNext(org, { before, maxEntries });
    if (erased > 0) log.info({ event: 'retention.erased', org, count: erased });
    metrics.erased.inc(erased);
    return passed;
  } catch (error) {
    // What one org has must not keep the others waiting.
    log.warn({ event: 'retention.org_failed', org, err: error });
    return 0;
  }
}
