/**
 * Jest runs every workspace. Node workspaces are tested as compiled (`dist`), so what is tested is what is shipped;
 * the plugin brings its own configuration (jsdom, swc).
 */
const compiled = (workspace) => ({
  displayName: workspace,
  rootDir: `<rootDir>/${workspace}`,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/dist/**/*.test.js'],
  transform: {},
});

export default {
  projects: [compiled('contract'), compiled('exporter'), compiled('test'), '<rootDir>/plugin'],
};
