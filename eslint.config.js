import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Imports go one way: apps → store, kafka, contracts, platform → activity. Apps never import each other. */
const moduleBoundaries = [
  { sourceTag: 'type:core', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'type:embedded', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'type:platform', onlyDependOnLibsWithTags: ['type:core'] },
  { sourceTag: 'type:store', onlyDependOnLibsWithTags: ['type:core', 'type:platform'] },
  { sourceTag: 'type:kafka', onlyDependOnLibsWithTags: ['type:core', 'type:platform'] },
  { sourceTag: 'type:contracts', onlyDependOnLibsWithTags: ['type:core', 'type:kafka'] },
  {
    sourceTag: 'type:testing',
    onlyDependOnLibsWithTags: ['type:core', 'type:platform', 'type:store', 'type:kafka', 'type:contracts', 'type:embedded'],
  },
  {
    sourceTag: 'type:app',
    onlyDependOnLibsWithTags: [
      'type:core',
      'type:platform',
      'type:store',
      'type:kafka',
      'type:contracts',
      'type:embedded',
      'type:testing',
    ],
  },
  {
    sourceTag: 'type:test',
    onlyDependOnLibsWithTags: [
      'type:core',
      'type:platform',
      'type:store',
      'type:kafka',
      'type:contracts',
      'type:embedded',
      'type:testing',
    ],
  },
];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/generated/**'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: ['./tsconfig.spec.json'], tsconfigRootDir: process.cwd() } },
    plugins: { '@nx': nx },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { depConstraints: moduleBoundaries, enforceBuildableLibDependency: false }],
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
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only: the name is what a reader searches for.' },
      ],
    },
  },
  {
    files: ['**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: ['**/*.js', '**/*.mjs', '**/*.config.js'], ...tseslint.configs.disableTypeChecked },
  { files: ['**/*.config.js'], rules: { 'no-restricted-syntax': 'off' } },
  prettier,
);
