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

/** The browser tests once more, on the page that brings what Grafana 13.2 hands to plugins: React 19. */
const onGrafana13 = {
  ...compiled('test'),
  displayName: 'test, Grafana 13',
  testMatch: ['<rootDir>/dist/browser/**/*.test.js'],
  // These are about the page itself and what the exporter serves, whatever the libraries in it.
  testPathIgnorePatterns: ['/node_modules/', 'browser/(delivery|newcomer|page-tokens|sizes)\\.test'],
  setupFiles: ['<rootDir>/grafana-13.mjs'],
};

export default {
  // Most of the long tests wait for other processes: Jest's own choice would be one worker on 2 cores.
  maxWorkers: '100%',
  // A test that hangs must end; how fast a machine is, is for the benchmarks: 5 s, Jest's own limit, are little on a busy one.
  testTimeout: 30_000,
  projects: [
    compiled('contract'),
    compiled('exporter'),
    compiled('plugin/package'),
    compiled('provisioning-generator'),
    compiled('test'),
    onGrafana13,
    '<rootDir>/plugin',
  ],
};
