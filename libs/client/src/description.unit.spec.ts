import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { BaseResolver, createConfig, lintDocument, makeDocumentFromString } from '@redocly/openapi-core';

const description = JSON.parse(await readFile(new URL('../../../docs/openapi.json', import.meta.url), 'utf8')) as {
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
};

/** What is held against a description: rules of the linter, each with the place that breaks it. */
async function faultsOf(document: object): Promise<readonly string[]> {
  const { styleguide } = await createConfig({
    rules: {
      // The structure is that of OpenAPI 3.1, schemas included.
      struct: 'error',
      'no-unresolved-refs': 'error',
      'no-invalid-schema-examples': 'error',
      'no-invalid-media-type-examples': 'error',
      'no-invalid-parameter-examples': 'error',
      'operation-operationId-unique': 'error',
      'operation-parameters-unique': 'error',
      'operation-tag-defined': 'error',
      'path-parameters-defined': 'error',
      'no-identical-paths': 'error',
      'security-defined': 'error',
      'tag-description': 'error',
    },
  });
  const problems = await lintDocument({
    document: makeDocumentFromString(JSON.stringify(document), '/openapi.json'),
    config: styleguide,
    externalRefResolver: new BaseResolver(),
  });
  return problems.map(({ ruleId, message, location: [place] }) => `${ruleId} at ${place?.pointer ?? ''}: ${message}`);
}

describe('the description that the client is made of', () => {
  it('is valid OpenAPI 3.1, and its examples are what their schemas say', async () => {
    expect(await faultsOf(description)).toEqual([]);
  }, 30_000);

  it('would not be with a part that OpenAPI 3.1 does not have, or an example of another type', async () => {
    const { Problem, ListMeta, ...schemas } = description.components.schemas;
    const broken = {
      ...description,
      components: {
        ...description.components,
        schemas: {
          ...schemas,
          Problem: { ...Problem, nullable: true },
          ListMeta: { ...ListMeta, example: { total: 'many' } },
        },
      },
    };
    const rules = (await faultsOf(broken)).map((fault) => fault.split(' ', 1)[0]);
    expect(rules).toEqual(expect.arrayContaining(['struct', 'no-invalid-schema-examples']));
  }, 30_000);
});
