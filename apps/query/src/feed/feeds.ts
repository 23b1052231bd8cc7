import { activityJson, parseActivityId } from '@activity-log/activity';
import { ProblemError } from '@activity-log/platform';
import type { FeedPages, FeedReader, FeedScope } from '@activity-log/store';
import type { Principal } from '../auth/principal.js';
import { viewerOf } from '../auth/viewer-of.js';
import type { ListAnswer } from '../paging/answers-list.js';
import { linkHeader } from '../paging/link-header.js';
import { listJson } from '../paging/list-json.js';
import { listMeta } from '../paging/list-meta.js';
import { refuseCutPage } from '../paging/page-too-large.js';
import { planPage, type PageParameters, type PageRules, type PageScope } from '../paging/plan-page.js';
import { feedAudience } from './feed-audience.js';
import { feedFilterOf, type FeedFilters } from './feed-filters.js';

/** A request for a page of a feed. */
export interface FeedPageRequest {
  readonly scope: FeedScope;
  readonly principal: Principal;
  readonly parameters: PageParameters & { readonly filters: FeedFilters };
  /** The request's address, for the links of the answer. */
  readonly url: string;
}

const rules: PageRules = { sizeParameter: 'per_page', defaultSize: 25 };

/** Document B's feeds. */
export class Feeds {
  readonly #reader: FeedReader;
  readonly #pages: FeedPages;
  readonly #secret: string;

  constructor(parts: { readonly reader: FeedReader; readonly pages: FeedPages; readonly cursorSecret: string }) {
    this.#reader = parts.reader;
    this.#pages = parts.pages;
    this.#secret = parts.cursorSecret;
  }

  /** The page that was asked for. Throws a ProblemError for what the principal may not see, what is not known and what the parameters do not say. */
  async page({ scope, principal, parameters, url }: FeedPageRequest): Promise<ListAnswer> {
    const audience = feedAudience(scope, principal);
    const { org } = principal;
    const pageScope: PageScope = { org, route: 'feed', params: { ...scope, audience } };
    const plan = planPage(pageScope, parameters, { rules, secret: this.#secret });
    const query = { ...feedFilterOf(plan.filters ?? {}), org, scope, audience };
    const { start } = plan;
    const found = await this.#pages.page(query, {
      start: start.kind === 'older' ? { ...start, occurredMicros: start.occurredAt } : start,
      limit: plan.size,
    });
    if (!found.known) throw new ProblemError('record_not_found', `no such ${scope.kind}`);
    refuseCutPage(parameters, { isCut: found.isCut, rules });
    const shown = { spelling: 'api', viewer: viewerOf(principal) } as const;
    const meta = listMeta(pageScope, { plan, found, secret: this.#secret });
    return {
      body: listJson(
        found.entries.map((entry) => activityJson(entry, shown)),
        meta,
      ),
      link: linkHeader(url, meta),
    };
  }

  /** One activity as JSON text. Throws a ProblemError `record_not_found` when there is none of this id that the principal may see. */
  async activity(idText: string, principal: Principal): Promise<string> {
    const id = parseActivityId(idText);
    const activity =
      id &&
      (await this.#reader.activity(id, {
        org: principal.org,
        ...(principal.kind === 'customer' ? { customer: principal.customer } : {}),
      }));
    if (!activity) throw new ProblemError('record_not_found', 'no such activity');
    return activityJson(activity, { spelling: 'api', viewer: viewerOf(principal) });
  }
}
