import { otherContact, ownContact, ticket, type PlantedIds } from './planted-log.js';

/** What a request is about, seen by the customer of the matrix. */
export const targets = ['own', 'shared', 'own_staff', 'other'] as const;

/** `own`: what it may see of its own record; `shared`: the same, with another customer; `own_staff`: what it may not; `other`: another customer's record. */
export type Target = (typeof targets)[number];

/** What an address is made of. */
export interface AddressContext {
  readonly target: Target;
  readonly activities: PlantedIds;
  /** A comment on the customer's record, made for this request by the staff of the matrix. */
  readonly comment: () => Promise<string>;
  /** An activity on the customer's record, logged for this request by the staff of the matrix. */
  readonly logged: () => Promise<string>;
}

/** Who may use a route, and what it answers them. */
export interface RouteExpectation {
  readonly permission: string;
  /** Values of the path's parts. */
  readonly parts?: (
    context: AddressContext,
  ) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  readonly query?: string;
  readonly body?: (context: AddressContext) => object;
  /** What the route answers those who may use it. */
  readonly allowed: number;
  /** Whether programs with the permission may use it; they may when absent. */
  readonly programs?: boolean;
  /** What it answers a customer with `activity:read`, for each target or for all of them. */
  readonly customer: number | Readonly<Record<Target, number>>;
  /** What it answers staff of another org with the same address; as its own org when absent. */
  readonly otherOrg?: number;
  /** Whether an answer to staff shows what is planted; it does when absent. */
  readonly shows?: boolean;
}

const contactOf = (target: Target): string => (target === 'other' ? otherContact : ownContact);
const contact = ({ target }: AddressContext) => ({ datatype: 'contact', ownerId: contactOf(target) });
const activity = ({ target, activities }: AddressContext) => ({
  id: {
    own: activities.own_visible,
    shared: activities.shared,
    own_staff: activities.own_staff,
    other: activities.other_visible,
  }[target],
});
const aTicket = () => ({ datatype: 'ticket', ownerId: ticket });
const aComment = async ({ comment }: AddressContext) => ({ id: await comment() });

const aLoggedActivity = async ({ logged }: AddressContext) => ({ id: await logged() });

const read = { permission: 'activity:read', allowed: 200 } as const;
const audit = { permission: 'activity:audit', allowed: 200, customer: 403 } as const;

/** Every route that needs a token, by method and path template; those under `/api` are the same routes. */
export const routeExpectations: Readonly<Record<string, RouteExpectation>> = {
  'GET /crm/activity/by-customer': { ...read, customer: 404 },
  'GET /crm/activity/by-customer/{datatype}': { ...read, parts: contact, customer: 404 },
  // The matrix itself logs activities on the record; the page reaches back to what is planted.
  'GET /crm/activity/by-customer/{datatype}/{ownerId}': {
    ...read,
    parts: contact,
    query: '?pageSize=200',
    customer: { own: 200, shared: 200, own_staff: 200, other: 404 },
  },
  'GET /crm/activity/by-resource/{datatype}/{ownerId}': { ...read, parts: aTicket, customer: 404 },
  'POST /crm/activity/manage': {
    permission: 'activity:write',
    body: (context) => ({ type: 'call_logged', ...contact(context) }),
    allowed: 201,
    customer: 403,
    shows: false,
  },
  'POST /crm/activity/comment/create': {
    permission: 'comment:write',
    body: (context) => ({ ...contact(context), text: 'seen' }),
    allowed: 201,
    programs: false,
    customer: 403,
    shows: false,
  },
  'GET /crm/activity/comment/get/{datatype}/{ownerId}': { ...read, parts: contact, programs: false, customer: 403 },
  'DELETE /crm/activity/comment/delete/{id}': {
    permission: 'comment:write',
    parts: aComment,
    allowed: 204,
    programs: false,
    customer: 403,
    otherOrg: 404,
    shows: false,
  },
  'GET /repository/history/{collection}/{id}': {
    ...audit,
    parts: ({ target }) => ({ collection: 'contact', id: contactOf(target) }),
  },
  'GET /repository/history/{collection}/{id}/diff': {
    ...audit,
    parts: ({ target }) => ({ collection: 'contact', id: contactOf(target) }),
    query: '?from=1&to=2',
  },
  'GET /v1/activity': { ...read, query: '?per_page=100', customer: 403 },
  'GET /v1/modules/{module}/activity': {
    ...read,
    parts: () => ({ module: 'contacts' }),
    query: '?per_page=100',
    customer: 403,
  },
  'GET /v1/modules/{module}/records/{id}/activity': {
    ...read,
    parts: ({ target }) => ({ module: 'contacts', id: contactOf(target) }),
    query: '?per_page=100',
    customer: { own: 200, shared: 200, own_staff: 200, other: 404 },
  },
  'GET /v1/activity/{id}': {
    ...read,
    parts: activity,
    customer: { own: 200, shared: 200, own_staff: 404, other: 404 },
    otherOrg: 404,
  },
  'DELETE /v1/activity/{id}': {
    permission: 'activity:erase',
    parts: aLoggedActivity,
    allowed: 204,
    customer: 403,
    otherOrg: 404,
    shows: false,
  },
  'GET /v1/activity/{id}/undo': {
    ...read,
    parts: ({ activities }) => ({ id: activities.own_staff }),
    customer: 403,
    otherOrg: 404,
    shows: false,
  },
  'GET /v1/activity/stats': { ...read, query: '?group_by=user,module', customer: 403, shows: false },
  // From the beginning of the log, so that the stream begins with everything that is planted.
  'GET /v1/activity/stream': { ...read, query: '?last_event_id=0', customer: 200 },
  'GET /v1/activity/export': { ...audit, query: '?format=ndjson' },
};

/** Routes that need no token, and show nothing of any org. */
export const publicRoutes: ReadonlySet<string> = new Set([
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'GET /asyncapi',
]);
