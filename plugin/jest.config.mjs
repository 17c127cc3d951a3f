/**
 * Unit tests of the plugin and of its host page, in jsdom. Run by the root's jest (projects) or by `npm test` here.
 */
import { swcOptions } from './bundler/swc.mjs';

/** Dependencies of @grafana that are published as ES modules only; jest runs CommonJS. */
const esModulesOnly = [
  '@grafana/schema',
  '@wojtekmaj',
  'd3',
  'd3-[a-z-]+',
  'internmap',
  'delaunator',
  'robust-predicates',
  'get-user-locale',
  'marked',
  'memoize',
  'mimic-function',
  'ol',
  'react-calendar',
  'react-colorful',
  'rxjs',
  'uuid',
];

/** @type {import('jest').Config} */
export default {
  displayName: 'plugin',
  testEnvironment: 'jest-environment-jsdom',
  // The tests of the host too; host pages are tested in a real browser by /test.
  testMatch: ['<rootDir>/src/**/*.test.{ts,tsx}', '<rootDir>/host/src/**/*.test.{ts,tsx}'],
  setupFiles: ['<rootDir>/bundler/jest-environment.mjs'],
  transform: {
    '^.+\\.m?[tj]sx?$': ['@swc/jest', { ...swcOptions, module: { type: 'commonjs' }, sourceMaps: 'inline' }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(?:.*/)?(?:${esModulesOnly.join('|')})/)`],
  moduleNameMapper: {
    '\\.css$': '<rootDir>/bundler/jest-empty.mjs',
    '\\.(svg|png)$': '<rootDir>/bundler/jest-empty.mjs',
    // Icons fetch their picture.
    '^react-inlinesvg$': '<rootDir>/bundler/jest-empty.mjs',
  },
};
