import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { completeOperation } from './complete-operation.js';
import { headerDescriptions } from './headers.js';
import { healthPaths } from './health-paths.js';
import { problemExamples } from './problem-examples.js';
import { schemas } from './schemas.js';

type PathItem = OpenAPIObject['paths'][string];

const methods = ['get', 'post', 'delete'] as const;

/** Tags in the order of the page at `/docs`. */
const tags: readonly (readonly [name: string, description: string])[] = [
  ['timelines', 'What happened to one customer or resource, or to all of them (document A).'],
  ['manual activities', 'Activities that people log by hand.'],
  ['comments', 'Threads of staff on records.'],
  ['audit reads', 'The versions of records, folded out of the log.'],
  ['feeds', 'What happened in the workspace, in a module or to a record (document B).'],
  ['undo', 'What would revert an activity.'],
  ['stats', 'Exact counts.'],
  ['stream', 'Activities as they are recorded.'],
  ['export', 'All that matches, at once.'],
  ['erasure', 'What leaves the log.'],
  ['integrity', 'Proofs that the log was not rewritten.'],
  ['descriptions', 'This description, and that of the topics.'],
  ['health', 'For probes and dashboards; no token needed.'],
];

/** The OpenAPI 3.1 description of the service's routes; paths and schemas are in the order of their names. */
export function openApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Activity Log')
    .setDescription(
      'The record of everything that happens in a CRM: timelines, feeds, comments, audit reads, counts and a live stream. ' +
        'Errors are RFC 9457 problem details whose `code` says what to do. An address that is not here is 404 `not_found`, and a method ' +
        'that an address does not have 405 `method_not_allowed`, with `Allow`. ' +
        'Routes of document A are served under `/api` too; a slash at the end of a path changes nothing.',
    )
    .setVersion('1.0.0')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/', 'The service that serves this description.')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'A JWT signed with RS256 or ES256 by a key of the configured set.',
    })
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'ak_…',
        description: 'An API key of a program, with the scopes that it was made with.',
      },
      'apiKey',
    );
  const document = SwaggerModule.createDocument(app, builder.build(), {
    operationIdFactory: (_controller, method) => method,
    autoTagControllers: false,
  });
  const paths = { ...document.paths, ...healthPaths };
  const used = new Set(
    Object.values(paths)
      .flatMap(operationsOf)
      .flatMap((operation) => operation.tags ?? []),
  );
  document.tags = tags.filter(([name]) => used.has(name)).map(([name, description]) => ({ name, description }));
  document.paths = inOrderOfNames(mapValues(paths, describedPath));
  document.components = {
    ...document.components,
    headers: { ...headerDescriptions },
    examples: problemExamples,
    schemas: inOrderOfNames({ ...document.components?.schemas, ...schemas }),
  };
  return document;
}

function operationsOf(item: PathItem): readonly NonNullable<PathItem['get']>[] {
  return methods.map((method) => item[method]).filter((operation) => operation !== undefined);
}

/** Routes are served under two base paths; operations of the second get ids of their own. */
function describedPath(item: PathItem, path: string): PathItem {
  const described = { ...item };
  for (const method of methods) {
    const operation = item[method];
    if (operation === undefined) continue;
    // Nest numbers the operations of controllers with several base paths.
    const operationId = operation.operationId?.replace(/\[\d+\]$/, '') ?? method;
    described[method] = completeOperation({
      ...operation,
      operationId: path.startsWith('/api/') ? `${operationId}UnderApi` : operationId,
    });
  }
  return described;
}

function mapValues<T>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

function inOrderOfNames<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
