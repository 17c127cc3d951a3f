import { existsSync } from 'node:fs';
import { at } from './paths.mjs';
import { exists } from './run.mjs';

/** Real parts that the tests use when the machine has them; with TRAINING_REQUIRE_PEERS=1 a missing one fails. */
const PEERS = [
  {
    name: 'Python 3',
    serves: 'the Python client and the examples',
    find: async () => ((await exists('python3')) ? 'python3' : null),
    variable: 'TRAINING_TEST_PYTHON',
  },
  {
    name: 'scikit-learn',
    serves: 'a real training run',
    find: async () => {
      const python = process.env.TRAINING_TEST_SKLEARN_PYTHON ?? 'python3';
      return (await exists(python, ['-c', 'import sklearn'])) ? python : null;
    },
    variable: 'TRAINING_TEST_SKLEARN_PYTHON',
  },
  {
    name: 'Chromium',
    serves: 'the browser tests',
    find: async () =>
      [
        process.env.TRAINING_TEST_CHROMIUM,
        '/usr/bin/chromium',
        '/usr/bin/chromium-browser',
        '/usr/bin/google-chrome',
      ].find((path) => path && existsSync(path)) ?? null,
    variable: 'TRAINING_TEST_CHROMIUM',
  },
  {
    name: 'influxd 1.x',
    serves: 'the ingest benchmark',
    find: async () =>
      [process.env.TRAINING_TEST_INFLUXD, '/usr/bin/influxd', '/usr/local/bin/influxd'].find(
        (path) => path && existsSync(path),
      ) ?? null,
    variable: 'TRAINING_TEST_INFLUXD',
  },
  {
    name: 'Prometheus',
    serves: 'the scrape of /metrics',
    find: async () =>
      [process.env.TRAINING_TEST_PROMETHEUS, '/usr/bin/prometheus', '/usr/local/bin/prometheus'].find(
        (path) => path && existsSync(path),
      ) ?? null,
    variable: 'TRAINING_TEST_PROMETHEUS',
  },
  {
    name: 'promtool',
    serves: 'the check of what Prometheus reads; comes with Prometheus',
    find: async () =>
      [process.env.TRAINING_TEST_PROMTOOL, '/usr/bin/promtool', '/usr/local/bin/promtool'].find(
        (path) => path && existsSync(path),
      ) ?? null,
    variable: 'TRAINING_TEST_PROMTOOL',
  },
  {
    name: 'schemathesis',
    serves: 'the comparison of the API with its OpenAPI description; `pip install schemathesis`',
    find: async () => {
      const program = process.env.TRAINING_TEST_SCHEMATHESIS || 'schemathesis';
      return (await exists(program, ['--version'])) ? program : null;
    },
    variable: 'TRAINING_TEST_SCHEMATHESIS',
  },
  {
    name: 'page of Grafana 13',
    serves: 'the browser tests with React 19; `npm ci --prefix plugin/host-13` installs it, 460 MB',
    find: async () => {
      // A page without its packages is one that is no longer built anew.
      const isBuilt = ['node_modules', 'dist'].every((folder) => existsSync(at('plugin/host-13', folder)));
      return isBuilt ? at('plugin/host-13/dist') : null;
    },
    variable: 'TRAINING_TEST_PAGE_13',
  },
];

/**
 * Looks for the peers.
 * @returns environment variables that tell the tests where they are, and the names of those that are missing.
 */
export async function findPeers() {
  const env = {};
  const missing = [];
  for (const peer of PEERS) {
    const found = await peer.find();
    if (found === null) missing.push(`${peer.name} (${peer.serves})`);
    env[peer.variable] = found ?? '';
  }
  return { env, missing };
}
