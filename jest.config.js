/**
 * Two projects: `unit` needs nothing, `real` runs against one embedded stack (Kafka and PostgreSQL) that
 * is started once per run. Run one with `npm test -- --selectProjects unit`.
 */
const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  // Jest adds `import` or `require` itself, as the importing module is ESM or CommonJS.
  testEnvironmentOptions: { customExportConditions: ['@activity-log/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/.data', '<rootDir>/.nx'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
          target: 'es2023',
        },
        module: { type: 'es6' },
      },
    ],
  },
};

export default {
  // The stack, the services under test and the workers share the machine.
  maxWorkers: 2,
  // A bound against hanging, not a measure: the machine is as busy as it is.
  testTimeout: 30_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['**/*.unit.spec.ts'] },
    {
      ...shared,
      displayName: 'real',
      testMatch: ['**/*.int.spec.ts', '**/*.e2e.spec.ts'],
      globalSetup: '<rootDir>/libs/testing/dist/jest-global-setup.js',
      globalTeardown: '<rootDir>/libs/testing/dist/jest-global-teardown.js',
    },
  ],
};
