import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getMetadataStorage } from 'class-validator';
import type { OpenAPIObject } from '@nestjs/swagger';
import { CommentBody } from '../comments/comment-body.js';
import { ManualActivityBody } from '../manual/manual-activity-body.js';
import { TimelineQuery } from '../timeline/timeline-query.js';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';

const open = new Set(['/healthz', '/readyz', '/metrics', '/asyncapi']);

function propertiesOf(dto: new () => object): readonly string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  return [...new Set(rules.map(({ propertyName }) => propertyName))].sort();
}

describe('the OpenAPI description', () => {
  let ground: QueryGround;
  let query: QueryUnderTest;
  let document: OpenAPIObject;

  beforeAll(async () => {
    ground = await createQueryGround();
    query = await startQuery(ground, { CORS_ORIGINS: 'https://crm.example.com' });
    document = (await (await fetch(`${query.url}/docs-json`)).json()) as OpenAPIObject;
  });

  afterAll(async () => {
    await query.stop();
    await ground.remove();
  });

  it('is the committed one, so that a change of the API shows in its diff', async () => {
    const committed: unknown = JSON.parse(
      await readFile(new URL('../../../../docs/openapi.json', import.meta.url), 'utf8'),
    );
    expect(document).toEqual(committed);
  });

  it('gives every operation an id of its own and every path parameter a description', () => {
    const operations = Object.entries(document.paths).flatMap(([path, item]) =>
      [item.get, item.post, item.delete]
        .filter((operation) => operation !== undefined)
        .map((operation) => ({ path, operation })),
    );
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const described = (operation.parameters ?? []).flatMap((parameter) =>
        'in' in parameter && parameter.in === 'path' ? [parameter.name] : [],
      );
      expect([path, described]).toEqual([path, inPath]);
    }
  });

  it('refers to nothing that it does not hold', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name ?? '',
    );
    expect(references.length).toBeGreaterThan(0);
    for (const name of references) expect(document.components?.schemas).toHaveProperty(name);
  });

  it('names the parameters that are accepted and no others', () => {
    const timeline = document.paths['/crm/activity/by-customer/{datatype}/{ownerId}']?.get?.parameters ?? [];
    const inQuery = timeline.flatMap((parameter) =>
      'in' in parameter && parameter.in === 'query' ? [parameter.name] : [],
    );
    expect([...inQuery].sort()).toEqual(propertiesOf(TimelineQuery));
    for (const [name, body] of [
      ['ManualActivity', ManualActivityBody],
      ['NewComment', CommentBody],
    ] as const) {
      const schema = document.components?.schemas?.[name];
      expect(schema && 'properties' in schema ? Object.keys(schema.properties ?? {}).sort() : []).toEqual(
        propertiesOf(body),
      );
    }
  });

  it('names no route that answers without a token, but for descriptions, health and metrics', async () => {
    const routes = Object.entries(document.paths).filter(([path]) => !open.has(path));
    expect(routes.length).toBeGreaterThan(0);
    for (const [path, item] of routes) {
      const method = item.post ? 'POST' : item.delete ? 'DELETE' : 'GET';
      expect((item.get ?? item.post ?? item.delete)?.security).toContainEqual({ bearer: [] });
      const response = await fetch(query.url + path.replace(/\{\w+\}/g, 'contact'), { method });
      expect([path, response.status]).toEqual([path, 401]);
    }
  });

  it('has no route that a slash at the end of its address changes', async () => {
    const token = await ground.issuer.token();
    let routes = 0;
    for (const [path, item] of Object.entries(document.paths)) {
      const address = path.replace(/\{\w+\}/g, 'contact');
      for (const method of (['get', 'post', 'delete'] as const).filter((each) => item[each])) {
        // No route takes this parameter, so that none streams or changes anything, and each that does not refuse it is compared as well.
        const answers = [address, `${address}/`].map(async (each) => {
          const response = await fetch(`${query.url}${each}?colour=red`, {
            method,
            headers: { orgid: 'acme', authorization: `Bearer ${token}` },
          });
          const { code } = (await response.json().catch(() => ({}))) as { code?: string };
          return [path, method, response.status, code];
        });
        const [without, withSlash] = await Promise.all(answers);
        expect(withSlash).toEqual(without);
        expect(without).not.toContain('not_found');
        routes += 1;
      }
    }
    expect(routes).toBeGreaterThan(20);
  });

  it('has the description of the topics beside it, as it is committed', async () => {
    const answer = await fetch(`${query.url}/asyncapi`);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    const committed = new URL('../../../../docs/asyncapi.json', import.meta.url);
    expect(await answer.json()).toEqual(JSON.parse(await readFile(committed, 'utf8')));
  });

  it('is shown at /docs by a page whose own rules let it load', async () => {
    const page = await fetch(`${query.url}/docs`);
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const sources = [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, source]) => source ?? '');
    expect(sources.length).toBeGreaterThanOrEqual(3);
    for (const source of sources) {
      const asset = await fetch(new URL(source, `${query.url}/docs`));
      expect([source, asset.status]).toEqual([source, 200]);
    }
    // An inline script would be refused by the policy.
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
  });
});

describe('the service at its edge', () => {
  let ground: QueryGround;
  let query: QueryUnderTest;

  beforeAll(async () => {
    ground = await createQueryGround();
    query = await startQuery(ground, { CORS_ORIGINS: 'https://crm.example.com' });
  });

  afterAll(async () => {
    await query.stop();
    await ground.remove();
  });

  it('sets the headers that keep a browser from guessing and framing', async () => {
    const { headers } = await query.get('/crm/activity/by-customer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  it('answers a browser of a listed origin, and names no other', async () => {
    const from = async (origin: string): Promise<string | null> =>
      (await query.get('/crm/activity/by-customer', { headers: { origin } })).headers.get(
        'access-control-allow-origin',
      );
    expect(await from('https://crm.example.com')).toBe('https://crm.example.com');
    expect(await from('https://evil.example')).toBeNull();
  });

  it.each([
    ['GET', '/nothing', 404, 'not_found'],
    ['DELETE', '/crm/activity/manage', 405, 'method_not_allowed'],
    ['DELETE', '/crm/activity', 404, 'not_found'],
    ['GET', '/crm/activity/by-resource/ticket', 404, 'not_found'],
    ['GET', '/crm/activity/by-customer/contact/%ff', 400, 'invalid_request'],
    ['GET', `/crm/activity/by-customer/contact/${'x'.repeat(2_000)}`, 414, 'uri_too_long'],
  ])('answers %s %s with a problem of status %i', async (method, path, status, code) => {
    const response = await fetch(query.url + path, { method, headers: { orgid: 'acme' } });
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(response.headers.get('x-correlation-id')).toBeTruthy();
    expect([response.status, await response.json()]).toMatchObject([status, { code, error: { code, status } }]);
  });
});
