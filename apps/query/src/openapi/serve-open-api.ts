import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { healthPaths } from './health-paths.js';
import { schemas } from './schemas.js';

type PathItem = OpenAPIObject['paths'][string];

/** The OpenAPI 3.1 description of the service's routes. */
export function openApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Activity Log')
    .setDescription('The record of everything that happens in a CRM: timelines, manual activities, comments, health.')
    .setVersion('1.0.0')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'A JWT signed with RS256 or ES256 by a key of the configured set.',
    })
    .build();
  const document = SwaggerModule.createDocument(app, config, { operationIdFactory: (_controller, method) => method });
  document.paths = { ...renameAliases(document.paths), ...healthPaths };
  document.components = { ...document.components, schemas: { ...document.components?.schemas, ...schemas } };
  return document;
}

/** Serves the description at `/docs` (page) and `/docs-json`. */
export function serveOpenApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), { jsonDocumentUrl: 'docs-json', raw: ['json'] });
}

/** Routes are served under two base paths; operations of the second get ids of their own. */
function renameAliases(paths: OpenAPIObject['paths']): OpenAPIObject['paths'] {
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [path, path.startsWith('/api/') ? renamedOperations(item) : item]),
  );
}

function renamedOperations(item: PathItem): PathItem {
  const renamed = { ...item };
  for (const method of ['get', 'post', 'delete'] as const) {
    const operation = item[method];
    if (operation?.operationId !== undefined) {
      renamed[method] = { ...operation, operationId: `${operation.operationId}UnderApi` };
    }
  }
  return renamed;
}
