import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, testStack, waitFor, type TestDatabase } from '@activity-log/testing';
import { LogUnderTest } from '../services/log-under-test.js';
import type { ServiceProcess } from '../services/service-process.js';
import { Callers, type CallerHeaders } from './callers.js';
import {
  marker,
  markersIn,
  ownContact,
  plantedOrgs,
  plantLogs,
  type PlantedIds,
  type PlantedOrg,
} from './planted-log.js';
import { readAnswer, type Answer } from './read-answer.js';
import { publicRoutes, routeExpectations, targets, type RouteExpectation, type Target } from './route-expectations.js';

/** A route as the description of the service names it. */
interface Route {
  readonly name: string;
  readonly method: string;
  readonly template: string;
  readonly expectation: RouteExpectation;
}

/** Who asks, how, what must come back, and which markers may be in it. */
interface Case {
  readonly caller: string;
  readonly headers: CallerHeaders;
  readonly target?: Target;
  readonly status: number;
  readonly mayShow: RegExp;
  readonly mustShow?: string;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
const nothing = /^$/;

let database: TestDatabase;
let log: LogUnderTest;
let query: ServiceProcess;
let callers: Callers;
let planted: Readonly<Record<PlantedOrg, PlantedIds>>;
let described: ReadonlyMap<string, { method: string; template: string }>;

beforeAll(async () => {
  database = await createTestDatabase();
  log = await LogUnderTest.create({ ...database, brokers: testStack().brokers });
  // Never reached, but told in every answer to a caller that is known.
  query = await log.startQuery({ RATE_LIMIT_PER_MINUTE: '1000000' });
  callers = new Callers({ log, adminUrl: database.adminUrl });
  planted = await plantLogs(database.ingestUrl);
  for (const org of plantedOrgs) await comment(org);
  described = await describedRoutes();
}, 60_000);

afterAll(async () => {
  await log.close();
  await database.drop();
}, 30_000);

/** A comment of the matrix' staff on the customer's record. */
async function comment(org: PlantedOrg): Promise<string> {
  // Behind its preview, which programs see.
  const text = `${'x'.repeat(100)} ${marker(org, 'comment')} text`;
  const { id } = await create(org, { path: 'comment/create', permission: 'comment:write', body: { text } });
  return id;
}

/** An activity that the matrix' staff logs by hand on the customer's record, once it is on the topic: before, nobody may erase it. */
async function logged(org: PlantedOrg): Promise<string> {
  const { id, position } = await create(org, {
    path: 'manage',
    permission: 'activity:write',
    body: { type: 'call_logged' },
  });
  await waitFor(async () => {
    const { rows } = await log.admin.query('select 1 from relay_cursor where org = $1 and relayed >= $2', [
      org,
      position,
    ]);
    return rows.length > 0;
  });
  return id;
}

async function create(
  org: PlantedOrg,
  { path, permission, body }: { readonly path: string; readonly permission: string; readonly body: object },
): Promise<{ readonly id: string; readonly position: string }> {
  const response = await fetch(`${query.baseUrl}/crm/activity/${path}`, {
    method: 'POST',
    headers: { ...(await callers.staff(org, permission)), 'content-type': 'application/json' },
    body: JSON.stringify({ datatype: 'contact', ownerId: ownContact, ...body }),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as { id: string; position: string };
}

async function describedRoutes(): Promise<ReadonlyMap<string, { method: string; template: string }>> {
  const response = await fetch(`${query.baseUrl}/docs-json`);
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, unknown>> };
  return new Map(
    Object.entries(paths).flatMap(([template, item]) =>
      methods
        .filter((method) => method in item)
        .map((method) => [`${method.toUpperCase()} ${template}`, { method: method.toUpperCase(), template }] as const),
    ),
  );
}

/** Routes under `/api` are expected to be what they are without it. */
function expectedName(name: string): string {
  return name.replace(' /api/', ' /');
}

function routes(): readonly Route[] {
  return [...described].flatMap(([name, { method, template }]) => {
    const expectation = routeExpectations[expectedName(name)];
    return expectation ? [{ name, method, template, expectation }] : [];
  });
}

async function ask({ method, template, expectation }: Route, { headers, target = 'own' }: Case): Promise<Answer> {
  const context = { target, activities: planted.acme, comment: () => comment('acme'), logged: () => logged('acme') };
  const parts = (await expectation.parts?.(context)) ?? {};
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`${template} has a part ${name} that its expectation does not fill`);
    return encodeURIComponent(part);
  });
  const body = expectation.body?.(context);
  const response = await fetch(`${query.baseUrl}${path}${expectation.query ?? ''}`, {
    method,
    headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return readAnswer(response);
}

/** What is wrong with an answer, in words; nothing when it is as it must be. */
function faults(answer: Answer, { status, mayShow, mustShow }: Case): readonly string[] {
  const shown = [...markersIn(answer.text)];
  const isSuccess = answer.status >= 200 && answer.status < 300;
  const leaked = shown.filter((found) => !isSuccess || !mayShow.test(found));
  return [
    ...(answer.status === status ? [] : [`answered ${answer.status} instead of ${status}`]),
    ...leaked.map((found) => `shows ${found}`),
    ...((answer.quota === undefined) === (status === 401) ? [] : [`tells the quota ${answer.quota ?? 'to nobody'}`]),
    ...(mustShow !== undefined && !shown.some((found) => found.startsWith(mustShow)) ? [`shows no ${mustShow}`] : []),
  ];
}

async function faultsOfAll(cases: (route: Route) => Promise<readonly Case[]>): Promise<readonly string[]> {
  const found: string[] = [];
  for (const route of routes()) {
    for (const each of await cases(route)) {
      const what = faults(await ask(route, each), each);
      found.push(
        ...what.map((fault) => `${route.name} as ${each.caller}${each.target ? ` for ${each.target}` : ''} ${fault}`),
      );
    }
  }
  return found;
}

describe('the routes of the description', () => {
  it('are all in the matrix, and the matrix has no others', () => {
    const unexpected = [...described.keys()].filter(
      (name) => !publicRoutes.has(name) && !(expectedName(name) in routeExpectations),
    );
    expect(unexpected).toEqual([]);
    const names = new Set([...described.keys()].map(expectedName));
    expect([...Object.keys(routeExpectations), ...publicRoutes].filter((name) => !names.has(name))).toEqual([]);
  });

  it('are 401 without credentials that hold, and show nothing', async () => {
    const strangers: readonly (readonly [string, CallerHeaders])[] = [
      ['nobody', { orgid: 'acme' }],
      ['a forger', await callers.forged('acme')],
      ['an unknown key', { orgid: 'acme', authorization: `Bearer ak_${'x'.repeat(43)}` }],
      ['a revoked key', await callers.revokedKey('acme')],
    ];
    const cases = strangers.map(([caller, headers]) => ({ caller, headers, status: 401, mayShow: nothing }));
    expect(await faultsOfAll(() => Promise.resolve(cases))).toEqual([]);
  }, 60_000);

  it('are 403 for every permission but their own, and show nothing', async () => {
    const found = await faultsOfAll(async ({ expectation: { permission } }) => [
      {
        caller: 'staff with every other permission',
        headers: await callers.staffWithout('acme', permission),
        status: 403,
        mayShow: nothing,
      },
      { caller: 'a key without a scope', headers: await callers.key('acme', []), status: 403, mayShow: nothing },
    ]);
    expect(found).toEqual([]);
  }, 60_000);

  it('show staff and programs with the permission what their org has, and nothing of another org', async () => {
    const found = await faultsOfAll(async ({ expectation }) => {
      const { permission, allowed, programs = true, shows = true, customer } = expectation;
      const mayShow = /^marked:acme:/;
      // Where customers read too, staff sees what is withheld from them: else it could not be told that it is.
      const mustShow = shows
        ? { mustShow: typeof customer === 'number' && customer !== 200 ? 'marked:acme:' : marker('acme', 'withheld') }
        : {};
      const staff = { caller: 'staff', headers: await callers.staff('acme', permission), status: allowed, mayShow };
      // The entry of a comment is for programs too, its text is not.
      const asProgram = programs
        ? { status: allowed, mayShow: /^marked:acme:(?!comment:)/, ...mustShow }
        : { status: 403, mayShow: nothing };
      return [
        { ...staff, ...mustShow },
        { caller: 'a service', headers: await callers.service('acme', permission), ...asProgram },
        { caller: 'a key', headers: await callers.key('acme', [permission]), ...asProgram },
      ];
    });
    expect(found).toEqual([]);
  }, 60_000);

  it('show a customer its own record as far as it is meant for customers, and nothing else', async () => {
    const headers = await callers.customer('acme');
    const found = await faultsOfAll(({ expectation: { customer, shows = true } }) =>
      Promise.resolve(
        targets.map((target) => {
          const status = typeof customer === 'number' ? customer : customer[target];
          const mustShow = status === 200 && shows ? { mustShow: marker('acme', 'own_visible') } : {};
          return { caller: 'a customer', headers, target, status, mayShow: /^marked:acme:own_visible:$/, ...mustShow };
        }),
      ),
    );
    expect(found).toEqual([]);
  }, 60_000);

  it('show staff of another org nothing of this one, though it names the same records and ids', async () => {
    const found = await faultsOfAll(async ({ expectation }) => {
      const { permission, allowed, otherOrg = allowed, shows = true } = expectation;
      const headers = await callers.staff('beta', permission);
      const mustShow = shows && otherOrg === 200 ? { mustShow: 'marked:beta:' } : {};
      return [
        { caller: 'staff of beta', headers, status: otherOrg, mayShow: /^marked:beta:/, ...mustShow },
        {
          caller: 'staff of beta that says acme',
          headers: { ...headers, orgid: 'acme' },
          status: 403,
          mayShow: nothing,
        },
        {
          caller: 'a key of beta that says acme',
          headers: { ...(await callers.key('beta', [permission])), orgid: 'acme' },
          status: 403,
          mayShow: nothing,
        },
      ];
    });
    expect(found).toEqual([]);
  }, 60_000);

  it('without a token show nothing of any org', async () => {
    for (const name of publicRoutes) {
      const { text } = await readAnswer(await fetch(`${query.baseUrl}${name.slice('GET '.length)}`));
      expect([name, [...markersIn(text)]]).toEqual([name, []]);
    }
  });
});
