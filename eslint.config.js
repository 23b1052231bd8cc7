import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Imports go one way: apps → store, kafka, contracts, platform → activity. Apps never import each other. */
const mayImport = {
  'type:core': [],
  'type:client': [],
  'type:embedded': [],
  'type:platform': ['type:core'],
  'type:store': ['type:core', 'type:platform'],
  'type:kafka': ['type:core', 'type:platform'],
  'type:contracts': ['type:core', 'type:kafka'],
  'type:testing': ['type:core', 'type:platform', 'type:store', 'type:kafka', 'type:contracts', 'type:embedded'],
  'type:app': ['type:core', 'type:platform', 'type:store', 'type:kafka', 'type:contracts', 'type:embedded'],
  'type:test': [
    'type:core',
    'type:platform',
    'type:store',
    'type:kafka',
    'type:contracts',
    'type:embedded',
    'type:testing',
    'type:client',
  ],
};

/** The boundaries rule with `besides` allowed to every project. */
const boundaries = (...besides) => ({
  '@nx/enforce-module-boundaries': [
    'error',
    {
      depConstraints: Object.entries(mayImport).map(([sourceTag, tags]) => ({
        sourceTag,
        onlyDependOnLibsWithTags: [...tags, ...besides],
      })),
      enforceBuildableLibDependency: false,
      // The specs of these libs use libs/testing, which is built on them.
      ignoredCircularDependencies: ['store', 'kafka', 'contracts', 'platform', 'embedded', 'activity'].map((lib) => [
        `@activity-log/${lib}`,
        '@activity-log/testing',
      ]),
    },
  ],
});

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/generated/**'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: ['./tsconfig.spec.json'], tsconfigRootDir: process.cwd() } },
    plugins: { '@nx': nx },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      ...boundaries(),
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Nest modules are classes that carry nothing but their decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'ImportDeclaration[importKind="type"] ImportSpecifier[imported.name=/(Dto|Query|Params)$/], ImportSpecifier[importKind="type"][imported.name=/(Dto|Query|Params)$/]',
          message: 'A class that Nest validates must be imported as a value: a type import of it validates nothing.',
        },
        {
          selector: 'ExportDefaultDeclaration',
          message: 'Named exports only: the name is what a reader searches for.',
        },
      ],
    },
  },
  {
    files: ['**/*.spec.ts'],
    rules: {
      ...boundaries('type:testing'),
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: ['**/*.js', '**/*.mjs', '**/*.config.js'], ...tseslint.configs.disableTypeChecked },
  // What their tools load by its default export.
  { files: ['**/*.config.js', '**/jest-global-*.ts'], rules: { 'no-restricted-syntax': 'off' } },
  prettier,
);
