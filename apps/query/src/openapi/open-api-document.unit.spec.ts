import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemCatalogue } from '@activity-log/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { openApiDocument } from './open-api-document.js';
import { unconnectedApp } from './unconnected-app.js';

/** What the router adds to every GET. */
const implied = new Set(['HEAD', 'OPTIONS']);

describe('the OpenAPI document', () => {
  let app: NestFastifyApplication;
  let document: OpenAPIObject;
  const routes = new Set<string>();

  beforeAll(async () => {
    app = await unconnectedApp();
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('onRoute', ({ method, url }) => {
        for (const each of [method].flat()) {
          if (!implied.has(each)) routes.add(`${each} ${url.replace(/:(\w+)/g, '{$1}')}`);
        }
      });
    await app.init();
    document = openApiDocument(app);
  });

  afterAll(() => app.close());

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        route: `${method.toUpperCase()} ${path}`,
        operation: operation as NonNullable<typeof item.get>,
      })),
    );

  it('has every route that the router knows and no other', () => {
    expect(routes.size).toBeGreaterThan(20);
    expect(
      operations()
        .map(({ route }) => route)
        .sort(),
    ).toEqual([...routes].sort());
  });

  it('has the methods that `Allow` lists where another is tried', async () => {
    for (const [path, item] of Object.entries(document.paths)) {
      const { statusCode, headers } = await app.inject({ method: 'PATCH', url: path.replace(/\{\w+\}/g, 'x') });
      const allowed = String(headers['allow']).split(', ');
      expect([path, statusCode, allowed.filter((method) => !implied.has(method)).sort()]).toEqual([
        path,
        405,
        Object.keys(item)
          .map((method) => method.toUpperCase())
          .sort(),
      ]);
    }
  });

  it('is the committed one, byte for byte: run `npm run docs:openapi` after a change', async () => {
    const committed = await readFile(new URL('../../../../docs/openapi.json', import.meta.url), 'utf8');
    expect(`${JSON.stringify(document, null, 2)}\n`).toBe(committed);
  });

  it('refers to nothing that it does not hold', () => {
    const pointers = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, to = '']) =>
      to.split('/'),
    );
    expect(pointers.length).toBeGreaterThan(100);
    for (const pointer of pointers) expect(document).toHaveProperty(pointer);
  });

  it('describes every tag, and puts every operation under one', () => {
    const described = new Set(document.tags?.map(({ name }) => name));
    for (const { route, operation } of operations()) {
      expect([route, operation.tags?.length]).toEqual([route, 1]);
      expect(described).toContain(operation.tags?.[0]);
    }
  });

  it('gives every answer with a body a media type with a schema, and every error its examples', () => {
    for (const { route, operation } of operations()) {
      for (const [status, response] of Object.entries(operation.responses)) {
        const { content = {} } = response as { content?: Record<string, { schema?: object; examples?: object }> };
        const types = Object.keys(content);
        expect([route, status, types.length]).toEqual([
          route,
          status,
          ['204', '304'].includes(status) ? 0 : types.length || 1,
        ]);
        for (const { schema } of Object.values(content)) expect(schema).toBeDefined();
        if (Number(status) < 400) continue;
        expect([route, status, types]).toEqual([route, status, ['application/problem+json']]);
        const { examples = {} } = content['application/problem+json'] ?? {};
        for (const code of Object.keys(examples)) expect(Object.keys(problemCatalogue)).toContain(code);
      }
    }
  });

  it('has the headers that every guarded operation reads, `orgid` required outside of /v1', () => {
    for (const { route, operation } of operations().filter(({ operation: { security } }) => security?.length !== 0)) {
      const headers = (operation.parameters ?? []).flatMap((parameter) =>
        'in' in parameter && parameter.in === 'header' ? [[parameter.name, parameter.required ?? false]] : [],
      );
      expect([route, headers]).toEqual([
        route,
        expect.arrayContaining([
          ['orgid', !/^[A-Z]+ \/v1\//.test(route)],
          ['x-correlation-id', false],
        ]),
      ]);
    }
  });

  it('says of every guarded operation who may call it and what it answers to those who may not', () => {
    const guarded = operations().filter(({ operation }) => operation.security?.length !== 0);
    expect(guarded.length).toBeGreaterThan(20);
    for (const { route, operation } of guarded) {
      expect(operation.security).toContainEqual({ bearer: [] });
      expect([route, Object.keys(operation.responses)]).toEqual([
        route,
        expect.arrayContaining(['400', '401', '403', '429', '500', '503']),
      ]);
    }
  });
});
