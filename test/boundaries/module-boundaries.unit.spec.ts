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
    'refuses an import of the core in the client, which other programs build with',
    async () => {
      const broken = await rulesBrokenBy({
        packageDir: 'libs/client',
        file: 'src/index.ts',
        source: `export * from '@activity-log/activity';\n`,
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
  it(
    'refuses type imports of DTO, query and params classes, however they are written',
    async () => {
      const broken = await rulesBrokenBy({
        packageDir: 'apps/query',
        file: 'src/main.ts',
        source: [
          `import type { TimelineQuery } from './timeline-query.js';`,
          `import { type ManageActivityDto } from './manage-activity-dto.js';`,
          `import type { RecordParams } from './record-params.js';`,
          `export type Used = [TimelineQuery, ManageActivityDto, RecordParams];`,
        ].join('\n'),
      });
      expect(broken.filter((rule) => rule === 'no-restricted-syntax')).toHaveLength(3);
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
