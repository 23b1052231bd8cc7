import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { problemCatalogue } from '@activity-log/platform';

interface Described {
  readonly $ref?: string;
  readonly description?: string;
  readonly schema?: Described & { readonly default?: unknown; readonly enum?: readonly unknown[] };
  readonly example?: unknown;
  readonly examples?: unknown;
}

interface Parameter extends Described {
  readonly name: string;
  readonly in: string;
}

interface Answer extends Described {
  readonly headers?: Readonly<Record<string, Described>>;
  readonly content?: Readonly<Record<string, Described>>;
}

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Described>> };
  readonly responses: Readonly<Record<string, Answer>>;
}

// Another test holds that it is what the service serves, byte for byte.
const document = JSON.parse(await readFile(new URL('../../../../docs/openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, Described>>;
    readonly schemas: Readonly<Record<string, { readonly properties?: Readonly<Record<string, Described>> }>>;
  };
};

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, operation })),
);

/** Values that the service or the caller makes anew each time: one that is printed works for nobody. */
const withoutExample = new Set(['cursor', 'idempotency-key']);

/** Problems of requests that no operation gets, or that a stream tells in an event. */
const ofNoOperation = new Set(['not_found', 'method_not_allowed', 'client_too_slow']);

/** What a reference stands for, or the thing itself. */
function resolved<T extends Described>(thing: T): T {
  if (thing.$ref === undefined) return thing;
  return thing.$ref
    .slice('#/'.length)
    .split('/')
    .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], document) as T;
}

function hasExample(thing: Described): boolean {
  const { example, examples, schema } = thing;
  if ([example, examples].some((given) => given !== undefined)) return true;
  if (schema === undefined) return false;
  const { enum: values, default: byDefault, ...described } = resolved(schema);
  return values !== undefined || byDefault !== undefined || hasExample(described);
}

/** What a part of the description lacks, in words. */
function lacks(thing: Described, { description = true, example = true } = {}): readonly string[] {
  return [
    ...(description && !thing.description ? ['description'] : []),
    ...(thing.schema ? [] : ['schema']),
    ...(example && !hasExample(thing) ? ['example'] : []),
  ];
}

function lacking(parts: readonly (readonly [string, readonly string[]])[]): readonly string[] {
  return parts.filter(([, missing]) => missing.length > 0).map(([where, missing]) => `${where}: ${missing.join(', ')}`);
}

describe('the OpenAPI document', () => {
  it('sums up every operation, and says who may call it', () => {
    expect(operations.length).toBeGreaterThan(30);
    for (const { route, operation } of operations) {
      expect([route, operation.summary, operation.operationId]).toEqual([
        route,
        expect.any(String),
        expect.any(String),
      ]);
      expect([route, Array.isArray(operation.security)]).toEqual([route, true]);
      const schemes = (operation.security ?? []).flatMap((requirement) => Object.keys(requirement));
      for (const scheme of schemes) expect(document.components.securitySchemes).toHaveProperty(scheme);
    }
  });

  it('describes every parameter, with a schema and an example', () => {
    const found = operations.flatMap(({ route, operation }) =>
      (operation.parameters ?? []).map((parameter): [string, readonly string[]] => [
        `${route} ${parameter.in}.${parameter.name}`,
        lacks(parameter, { example: !withoutExample.has(parameter.name) }),
      ]),
    );
    expect(found.length).toBeGreaterThan(100);
    expect(lacking(found)).toEqual([]);
  });

  it('shows every body and every answer by an example, and describes every header', () => {
    const bodies = operations.flatMap(({ route, operation: { requestBody } }) =>
      Object.entries(requestBody?.content ?? {}).map(([type, content]): [string, readonly string[]] => [
        `${route} ${type}`,
        lacks(content, { description: false }),
      ]),
    );
    const answers = operations.flatMap(({ route, operation }) =>
      Object.entries(operation.responses).flatMap(([status, { description, headers = {}, content = {} }]) => [
        [`${route} ${status}`, description ? [] : ['description']] as [string, readonly string[]],
        ...Object.entries(content).map(([type, body]): [string, readonly string[]] => [
          `${route} ${status} ${type}`,
          lacks(body, { description: false }),
        ]),
        ...Object.entries(headers).map(([name, header]): [string, readonly string[]] => [
          `${route} ${status} ${name}`,
          lacks(resolved(header)),
        ]),
      ]),
    );
    expect(bodies).toHaveLength(4);
    expect(answers.length).toBeGreaterThan(1_000);
    expect(lacking([...bodies, ...answers])).toEqual([]);
  });

  it('has the correlation id in every answer, and what goes wrong anywhere with every operation', () => {
    for (const { route, operation } of operations) {
      const guarded = (operation.security ?? []).length > 0;
      expect([route, Object.keys(operation.responses)]).toEqual([
        route,
        expect.arrayContaining(['408', '431', ...(guarded ? ['400', '401', '403', '429', '500', '503'] : [])]),
      ]);
      for (const [status, { headers = {} }] of Object.entries(operation.responses)) {
        expect([route, status, Object.keys(headers)]).toEqual([
          route,
          status,
          expect.arrayContaining([
            'X-Correlation-Id',
            ...(status === '401' ? ['WWW-Authenticate'] : []),
            ...(guarded && (status === '429' || status === '503') ? ['Retry-After'] : []),
          ]),
        ]);
      }
    }
  });

  it('names every code of the catalogue with an operation that answers it, but for those of no operation', () => {
    const named = new Set(
      operations.flatMap(({ operation }) =>
        Object.values(operation.responses).flatMap(({ content = {} }) =>
          Object.keys(content['application/problem+json']?.examples ?? {}),
        ),
      ),
    );
    const codes = Object.keys(problemCatalogue);
    expect(codes.filter((code) => !named.has(code))).toEqual(codes.filter((code) => ofNoOperation.has(code)));
    const text = JSON.stringify({ ...document, components: document.components.schemas });
    for (const code of ofNoOperation) expect(text).toContain(code);
  });
});
