import eslint from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/**
 * Data flows down the rooms and never back up: a room may import itself and the rooms that its entry names.
 * docs/architecture.md draws them.
 */
const EXPORTER_ROOMS = {
  analytics: [],
  counting: [],
  journal: ['counting', 'sqlite'],
  receivers: ['journal'],
  sqlite: [],
  store: ['analytics', 'sqlite', 'threads'],
  projection: ['analytics', 'journal', 'store'],
  pipeline: ['journal', 'projection', 'receivers'],
  retention: ['analytics', 'store'],
  security: ['configuration'],
  configuration: [],
  metrics: ['counting', 'retention', 'threads'],
  command: ['configuration', 'journal', 'sqlite', 'store'],
  api: ['analytics', 'configuration', 'counting', 'metrics', 'receivers', 'retention', 'security', 'store', 'threads'],
  threads: [
    'analytics',
    'counting',
    'journal',
    'pipeline',
    'projection',
    'receivers',
    'retention',
    'sqlite',
    'store',
    'api',
  ],
};
const GENERATOR_ROOMS = {
  parts: [],
  schema: ['parts'],
  dashboards: ['parts'],
};
const PLUGIN_ROOMS = {
  visual: [],
  frames: [],
  panels: ['visual', 'frames'],
  datasource: ['frames'],
  app: ['datasource', 'frames'],
};

const roomRules = (folder, rooms) =>
  Object.entries(rooms).map(([room, below]) => ({
    files: [`${folder}/${room}/**/*.{ts,tsx}`],
    ignores: ['**/*.test.{ts,tsx}'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(\\.\\./)+(${Object.keys(rooms)
                .filter((other) => other !== room && !below.includes(other))
                .join('|')})/`,
              message: `${room} may import ${[room, ...below].join(', ')} only (docs/architecture.md).`,
            },
          ],
        },
      ],
    },
  }));

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.cache/**', 'data/**', '**/.venv/**'] },
  eslint.configs.recommended,
  tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      'no-control-regex': 'off', // control characters are what we refuse
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.js', '**/*.cjs'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        performance: 'readonly',
        HTMLCanvasElement: 'readonly',
      },
    },
  },
  {
    files: ['plugin/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  ...roomRules('exporter/src', EXPORTER_ROOMS),
  ...roomRules('plugin/src', PLUGIN_ROOMS),
  ...roomRules('provisioning-generator/src', GENERATOR_ROOMS),
  prettier,
);
