import { describe, expect, it } from '@jest/globals';
import { lintPlanted, type Plant } from './lint-planted.js';

const timeoutMs = 60_000;

async function rulesBrokenBy(plant: Plant): Promise<readonly (string | null)[]> {
  return (await lintPlanted(plant)).map(({ ruleId }) => ruleId);
}

describe('imports go one way', () => {
  it(
    'refuses an import of the store in the pure core',
    async () => {
      const broken = await rulesBrokenBy({
        packageDir: 'libs/activity',
        file: 'src/brand.ts',
        source: `export * from '@activity-log/store';\n`,
      });
      expect(broken).toContain('@nx/enforce-module-boundaries');
    },
    timeoutMs,
  );

  it(
    'refuses an import of one app in another',
    async () => {
      const broken = await rulesBrokenBy({
        packageDir: 'apps/ingest',
        file: 'src/main.ts',
        source: `export * from '../../query/src/config.js';\n`,
      });
      expect(broken).toContain('@nx/enforce-module-boundaries');
    },
    timeoutMs,
  );

  it(
    'refuses an import of the contracts in the store',
    async () => {
      const broken = await rulesBrokenBy({
        packageDir: 'libs/store',
        file: 'src/index.ts',
        source: `export * from '@activity-log/contracts';\n`,
      });
      expect(broken).toContain('@nx/enforce-module-boundaries');
    },
    timeoutMs,
  );

  it(
    'allows an app to import the store',
    async () => {
      const broken = await rulesBrokenBy({
        packageDir: 'apps/ingest',
        file: 'src/main.ts',
        source: `export * from '@activity-log/store';\n`,
      });
      expect(broken).not.toContain('@nx/enforce-module-boundaries');
    },
    timeoutMs,
  );
});

describe('what Nest validates is imported as a value', () => {
  it.each([
    `import type { TimelineQuery } from './timeline-query.js';\nexport type Page = TimelineQuery;\n`,
    `import { type ManageActivityDto } from './manage-activity-dto.js';\nexport type Body = ManageActivityDto;\n`,
    `import type { RecordParams } from './record-params.js';\nexport type Params = RecordParams;\n`,
  ])(
    'refuses %j',
    async (source) => {
      const broken = await rulesBrokenBy({ packageDir: 'apps/query', file: 'src/main.ts', source });
      expect(broken).toContain('no-restricted-syntax');
    },
    timeoutMs,
  );

  it(
    'refuses a default export',
    async () => {
      const broken = await rulesBrokenBy({
        packageDir: 'libs/activity',
        file: 'src/brand.ts',
        source: 'export default 1;\n',
      });
      expect(broken).toContain('no-restricted-syntax');
    },
    timeoutMs,
  );
});
