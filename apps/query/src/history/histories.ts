import {
  assertNever,
  datatypeOf,
  diffStates,
  VersionFold,
  type Instant,
  type OrgId,
  type Position,
  type RecordState,
  type RecordVersion,
} from '@activity-log/activity';
import { invalidParts, ProblemError } from '@activity-log/platform';
import type { HistoryReader } from '@activity-log/store';
import { dateBoundOf } from '../feed/date-bound.js';
import type { ListAnswer } from '../paging/answers-list.js';
import { linkHeader } from '../paging/link-header.js';
import { listJson } from '../paging/list-json.js';
import { listMeta, type FoundPage } from '../paging/list-meta.js';
import { pageTooLarge } from '../paging/page-too-large.js';
import { planPage, type PageParameters, type PagePlan, type PageRules, type PageScope } from '../paging/plan-page.js';
import { historyLimits } from './history-limits.js';
import { versionJson } from './version-json.js';
import { walkVersions, type HistoryRecord } from './walk-versions.js';

/** The record that a request is about. */
export interface HistorySubject {
  readonly org: OrgId;
  /** A module or a datatype. */
  readonly collection: string;
  readonly id: string;
}

/** A request for versions, each parameter valid by itself. */
export interface HistoryRequest {
  readonly subject: HistorySubject;
  readonly parameters: PageParameters;
  readonly asOf?: string | undefined;
  readonly version?: number | undefined;
  /** The request's address, for the links of the answer. */
  readonly url: string;
}

/** A version, the fields as of it, and the end of the org's log when it was read. */
interface PickedVersion {
  readonly version: RecordVersion;
  readonly state: RecordState;
  readonly head: Position;
}

const rules: PageRules = { sizeParameter: 'pageSize', defaultSize: 50 };

/** The versions of records, folded out of the log for each answer. */
export class Histories {
  readonly #reader: HistoryReader;
  readonly #secret: string;

  constructor({ reader, cursorSecret }: { readonly reader: HistoryReader; readonly cursorSecret: string }) {
    this.#reader = reader;
    this.#secret = cursorSecret;
  }

  /**
   * A page of versions, the first of the log first, or the version that `version` or `asOf` picks. Throws a ProblemError:
   * `record_not_found` for a record or version that the log does not have, and for parameters that do not go together.
   */
  read(request: HistoryRequest): Promise<ListAnswer> {
    refuseMixture(request);
    if (request.version !== undefined) return this.#numbered(request, request.version);
    if (request.asOf !== undefined) return this.#asOf(request, dateBoundOf('as_of', request.asOf));
    return this.#page(request);
  }

  /** What turns version `from` into version `to`, as JSON text. Throws a ProblemError `record_not_found`. */
  async diff(subject: HistorySubject, { from, to }: { readonly from: number; readonly to: number }): Promise<string> {
    const picked = await this.#pick(subject, [from, to]);
    const [before, after] = [picked.get(from), picked.get(to)];
    if (!before || !after) throw new ProblemError('record_not_found', 'the record has no such version');
    return JSON.stringify({
      data: {
        record: after.version.activity.record,
        from: sideOf(before.version),
        to: sideOf(after.version),
        changes: diffStates(before.state, after.state),
      },
    });
  }

  async #numbered(request: HistoryRequest, number: number): Promise<ListAnswer> {
    const found = (await this.#pick(request.subject, [number])).get(number);
    if (!found) throw new ProblemError('record_not_found', 'the record has no such version');
    return this.#single(request, found);
  }

  /** The versions of the given numbers, as far as the record has them. */
  async #pick(subject: HistorySubject, numbers: readonly number[]): Promise<ReadonlyMap<number, PickedVersion>> {
    const fold = new VersionFold();
    const picked = new Map<number, Omit<PickedVersion, 'head'>>();
    const { head } = await walkVersions(this.#reader, {
      record: recordOf(subject),
      visit: (activity) => {
        const version = fold.next(activity);
        if (numbers.includes(version.version)) picked.set(version.version, { version, state: fold.state() });
        return version.version < Math.max(...numbers) ? 'more' : 'enough';
      },
    });
    return new Map([...picked].map(([number, found]) => [number, { ...found, head }]));
  }

  /** The last version that had happened by a moment, with the fields of that moment: late arrivals count by when they happened. */
  async #asOf(request: HistoryRequest, moment: Instant): Promise<ListAnswer> {
    const fold = new VersionFold();
    let newest: RecordVersion | undefined;
    let created: RecordVersion['created'];
    const { head } = await walkVersions(this.#reader, {
      record: recordOf(request.subject),
      visit: (activity) => {
        if (activity.occurredAt.micros > moment.micros) {
          fold.skip();
          return 'more';
        }
        const version = fold.next(activity);
        if (version.modified === activity) newest = version;
        created = version.created;
        return 'more';
      },
    });
    if (!newest) throw new ProblemError('record_not_found', 'the log knows nothing of the record at that moment');
    return this.#single(request, {
      version: { ...newest, ...(created ? { created } : {}) },
      state: fold.state(),
      head,
    });
  }

  /** An answer with one version, in the shape of a list. */
  #single({ subject, url }: HistoryRequest, { version, state, head }: PickedVersion): ListAnswer {
    const { occurredAt, position } = version.activity;
    const plan: PagePlan = { page: 1, size: rules.defaultSize, start: { kind: 'page', page: 1 } };
    return this.#answer(
      { subject, url },
      {
        plan,
        found: { entries: [{ occurredMicros: occurredAt.micros, position }], hasMore: false, head, total: 1n },
        texts: [versionJson(version, state)],
      },
    );
  }

  async #page({ subject, parameters, url }: HistoryRequest): Promise<ListAnswer> {
    const plan = planPage(scopeOf(subject), parameters, { rules, secret: this.#secret });
    return this.#answer({ subject, url }, { plan, ...(await this.#foundPage(recordOf(subject), plan)) });
  }

  #answer(
    { subject, url }: Pick<HistoryRequest, 'subject' | 'url'>,
    { plan, found, texts }: { readonly plan: PagePlan; readonly found: FoundPage; readonly texts: readonly string[] },
  ): ListAnswer {
    const meta = listMeta(scopeOf(subject), { plan, found, secret: this.#secret });
    return { body: listJson(texts, meta), link: linkHeader(url, meta) };
  }

  async #foundPage(
    record: HistoryRecord,
    plan: PagePlan,
  ): Promise<{ readonly found: FoundPage; readonly texts: readonly string[] }> {
    const fold = new VersionFold();
    const texts: string[] = [];
    const entries: FoundPage['entries'][number][] = [];
    let hasMore = false;
    let length = 0;
    const { head, isKnown, total } = await walkVersions(this.#reader, {
      record,
      upTo: plan.start.kind === 'older' ? plan.start.upTo : undefined,
      visit: (activity) => {
        const version = fold.next(activity);
        if (!isBehind(version, plan)) return 'more';
        hasMore = entries.length === plan.size;
        if (hasMore) return 'enough';
        const text = versionJson(version, fold.state());
        length += text.length;
        if (entries.length > 0 && length > historyLimits.maxAnswerLength)
          throw pageTooLarge(rules.sizeParameter, '16 Mi characters');
        texts.push(text);
        entries.push({ occurredMicros: activity.occurredAt.micros, position: activity.position });
        return 'more';
      },
    });
    if (!isKnown) throw new ProblemError('record_not_found');
    return { found: { entries, hasMore, head, total: BigInt(total) }, texts };
  }
}

/** Whether a version is at the start of the page or behind it. Versions go from the first on, so older walks go upwards too. */
function isBehind({ version, activity }: RecordVersion, { start, size }: PagePlan): boolean {
  switch (start.kind) {
    case 'page':
      return version > (start.page - 1) * size;
    case 'older':
      return activity.position > start.position;
    case 'newer':
      return activity.position > start.since;
    default:
      return assertNever(start);
  }
}

function scopeOf(subject: HistorySubject): PageScope {
  const { org, datatype, ownerId } = recordOf(subject);
  return { org, route: 'history', params: { datatype, ownerId } };
}

function recordOf({ org, collection, id }: HistorySubject): HistoryRecord {
  return { org, datatype: datatypeOf(collection), ownerId: id };
}

function sideOf({ version, activity }: RecordVersion): object {
  return { version, activityId: activity.id, timestamp: activity.occurredAt.text, user: activity.user };
}

/** `as_of` and `version` each pick one version: nothing of a list goes with them. */
function refuseMixture({ asOf, version, parameters: { page, size, cursor } }: HistoryRequest): void {
  const picks = asOf !== undefined ? 'as_of' : version !== undefined ? 'version' : undefined;
  if (picks === undefined) return;
  const others = { version: picks === 'version' ? undefined : version, page, pageSize: size, cursor };
  const errors = Object.entries(others).flatMap(([path, value]) =>
    value === undefined ? [] : [{ path, rule: `must not be given beside ${picks}` }],
  );
  if (errors.length > 0) throw invalidParts(errors);
}
