import { activityJson } from '@activity-log/activity';
import type { TimelineOwner, TimelineReader } from '@activity-log/store';
import type { Principal } from '../auth/principal.js';
import { viewerOf } from '../auth/viewer-of.js';
import type { ListAnswer } from '../paging/answers-list.js';
import { listJson } from '../paging/list-json.js';
import { linkHeader } from '../paging/link-header.js';
import { listMeta } from '../paging/list-meta.js';
import { refuseCutPage } from '../paging/page-too-large.js';
import { planPage, type PageScope, type PageParameters, type PageRules } from '../paging/plan-page.js';
import { timelineAudience, type TimelinePivot } from './timeline-scope.js';

/** A request for a page of a timeline. */
export interface TimelineRequest {
  readonly pivot: TimelinePivot;
  readonly owner: TimelineOwner;
  readonly principal: Principal;
  readonly parameters: PageParameters;
  /** The request's address, for the links of the answer. */
  readonly url: string;
}

const rules: PageRules = { sizeParameter: 'pageSize', defaultSize: 50 };

/** Document A's timelines. */
export class Timelines {
  readonly #reader: TimelineReader;
  readonly #secret: string;

  constructor({ reader, cursorSecret }: { readonly reader: TimelineReader; readonly cursorSecret: string }) {
    this.#reader = reader;
    this.#secret = cursorSecret;
  }

  /** The page that was asked for. Throws a ProblemError for what the principal may not see or the parameters do not say. */
  async page({ pivot, owner, principal, parameters, url }: TimelineRequest): Promise<ListAnswer> {
    const audience = timelineAudience(pivot, owner, principal);
    const query: PageScope = { org: principal.org, route: pivot, params: { ...owner, audience } };
    const plan = planPage(query, parameters, { rules, secret: this.#secret });
    const found = await this.#reader.page(
      { org: principal.org, owner, audience, limit: plan.size },
      plan.start.kind === 'older' ? { ...plan.start, occurredMicros: plan.start.occurredAt } : plan.start,
    );
    refuseCutPage(parameters, { isCut: found.isCut, rules });
    const shown = { spelling: 'activity', viewer: viewerOf(principal) } as const;
    const meta = listMeta(query, { plan, found, secret: this.#secret });
    return {
      body: listJson(
        found.entries.map((entry) => activityJson(entry, shown)),
        meta,
      ),
      link: linkHeader(url, meta),
    };
  }
}
