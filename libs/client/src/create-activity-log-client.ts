import createClient, { type Client } from 'openapi-fetch';
import type { ActivityLogPaths } from './activity-log-paths.js';

/** Where the service is, and who calls it. */
export interface ActivityLogClientOptions {
  /** Such as `http://127.0.0.1:3000`. */
  readonly baseUrl: string;
  /** A JWT or an API key, or what yields the one to use for the next request: tokens expire. */
  readonly token: string | (() => string | Promise<string>);
  /** The org of the token, sent in the header `orgid`. */
  readonly org: string;
  /** Instead of the platform's own. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** A function per HTTP method (`GET`, `POST`, `DELETE`), typed by the path that it is given. */
export type ActivityLogClient = Client<ActivityLogPaths>;

/**
 * A client of the REST API. Calls resolve to `{data, response}`, or to `{error, response}` with the problem that the service
 * answered; they reject only when there was no answer at all.
 */
export function createActivityLogClient({ baseUrl, token, org, fetch }: ActivityLogClientOptions): ActivityLogClient {
  const client = createClient<ActivityLogPaths>({ baseUrl, ...(fetch ? { fetch } : {}) });
  client.use({
    onRequest: async ({ request }) => {
      request.headers.set('authorization', `Bearer ${typeof token === 'string' ? token : await token()}`);
      if (!request.headers.has('orgid')) request.headers.set('orgid', org);
      return request;
    },
  });
  return client;
}
