import { activityTypesNamed, parseInstant, parseOrgId, type Micros, type OrgId } from '@activity-log/activity';
import type { FeedFilter, FeedScope } from '@activity-log/store';
import { loadedLog } from './load-log.js';

/** A feed of the loaded log, by the request that a client would make. */
export interface FeedCase {
  readonly request: string;
  readonly scope: FeedScope;
  readonly filter: FeedFilter;
  /** Entries of a page; 25 when absent. */
  readonly size?: number;
}

/** The org of the loaded log. */
export const loadedOrg = orgOf(loadedLog.org);

const { hotRecord, smallRecord, busyUser, rareUser, commonField, rareField, rareType } = loadedLog;
const workspace: FeedScope = { kind: 'workspace' };
const module = (datatype: string): FeedScope => ({ kind: 'module', datatype });
const hot: FeedScope = { kind: 'record', ...hotRecord };
const named = (...names: readonly string[]) => ({ types: names.flatMap((name) => activityTypesNamed(name) ?? []) });
const month = { fromMicros: at('2026-02-01T00:00:00Z'), toMicros: at('2026-02-28T23:59:59Z') };
const lastDays = { fromMicros: at('2026-04-20T00:00:00Z') };
const start = { fromMicros: at('2026-01-02T00:00:00Z') };

/** Every filter of document B alone, for common and rare values, and every combination in it. */
export const feedCases: readonly FeedCase[] = [
  { request: 'workspace', scope: workspace, filter: {} },
  { request: 'workspace?from&to', scope: workspace, filter: month },
  { request: 'workspace?type=note.added', scope: workspace, filter: named('note.added') },
  { request: 'workspace?type=rare', scope: workspace, filter: { types: [rareType] } },
  {
    request: 'workspace?types=record.created,record.deleted',
    scope: workspace,
    filter: named('record.created', 'record.deleted'),
  },
  { request: 'workspace?user_id=busy', scope: workspace, filter: { userId: busyUser } },
  { request: 'workspace?user_id=rare', scope: workspace, filter: { userId: rareUser } },
  { request: 'workspace?user_id=busy&from', scope: workspace, filter: { userId: busyUser, ...lastDays } },
  { request: 'workspace?field=common', scope: workspace, filter: { field: commonField } },
  { request: 'workspace?field=rare', scope: workspace, filter: { field: rareField } },
  {
    request: 'workspace?type=field.changed&field=common&from',
    scope: workspace,
    filter: { ...named('field.changed'), field: commonField, ...start },
  },
  {
    request: 'workspace?type=field.changed&field=rare&from',
    scope: workspace,
    filter: { ...named('field.changed'), field: rareField, ...start },
  },
  { request: 'module', scope: module('deal'), filter: {} },
  { request: 'module?from&to', scope: module('contact'), filter: month },
  { request: 'module?type=rare', scope: module('contact'), filter: { types: [rareType] } },
  { request: 'module?user_id=rare', scope: module('contact'), filter: { userId: rareUser } },
  {
    request: 'module?user_id=busy&type=rare&from',
    scope: module('contact'),
    filter: { userId: busyUser, types: [rareType], ...start },
  },
  { request: 'module?field=common', scope: module('deal'), filter: { field: commonField } },
  { request: 'module?field=rare', scope: module('contact'), filter: { field: rareField } },
  {
    request: 'module?type=field.changed&field=common&from&user_id=busy',
    scope: module('deal'),
    filter: { ...named('field.changed'), field: commonField, userId: busyUser, ...start },
  },
  {
    request: 'module?type=field.changed&field=common&from&user_id=rare',
    scope: module('contact'),
    filter: { ...named('field.changed'), field: commonField, userId: rareUser, ...start },
  },
  { request: 'record', scope: { kind: 'record', ...smallRecord }, filter: {} },
  { request: 'hot record', scope: hot, filter: {} },
  { request: 'hot record?from&to', scope: hot, filter: month },
  { request: 'hot record?type=field.changed&per_page=1', scope: hot, filter: named('field.changed'), size: 1 },
  { request: 'hot record?type=rare', scope: hot, filter: { types: ['order_placed'] } },
  { request: 'hot record?field=common', scope: hot, filter: { field: commonField } },
  { request: 'hot record?field=rare', scope: hot, filter: { field: rareField } },
  { request: 'hot record?user_id=busy', scope: hot, filter: { userId: busyUser } },
  { request: 'hot record?user_id=rare', scope: hot, filter: { userId: rareUser } },
  { request: 'hot record?user_id=busy&from&to', scope: hot, filter: { userId: busyUser, ...month } },
  { request: 'hot record?user_id=rare&field=common', scope: hot, filter: { userId: rareUser, field: commonField } },
  {
    request: 'hot record?type=field.changed&field=common&from&user_id=busy',
    scope: hot,
    filter: { ...named('field.changed'), field: commonField, userId: busyUser, ...start },
  },
];

function at(text: string): Micros {
  const instant = parseInstant(text);
  if (!instant) throw new RangeError(`${text} is no time`);
  return instant.micros;
}

function orgOf(text: string): OrgId {
  const parsed = parseOrgId(text);
  if (!parsed) throw new RangeError(`${text} is no org`);
  return parsed;
}
