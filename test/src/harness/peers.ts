/** Real parts that a test needs beside the exporter. scripts/lib/peers.mjs looks for them and tells where they are. */
export const PEER_VARIABLES = {
  'Python 3': 'TRAINING_TEST_PYTHON',
  'scikit-learn': 'TRAINING_TEST_SKLEARN_PYTHON',
  Chromium: 'TRAINING_TEST_CHROMIUM',
  'influxd 1.x': 'TRAINING_TEST_INFLUXD',
  Prometheus: 'TRAINING_TEST_PROMETHEUS',
  promtool: 'TRAINING_TEST_PROMTOOL',
  schemathesis: 'TRAINING_TEST_SCHEMATHESIS',
  'page of Grafana 13': 'TRAINING_TEST_PAGE_13',
} as const;
export type PeerName = keyof typeof PEER_VARIABLES;

/** Where Jest is run by itself, nobody looked for peers: what nearly every machine has is taken for granted. */
const UNSEARCHED: Partial<Record<PeerName, string>> = { 'Python 3': 'python3' };

/** Where a peer is; null when the machine lacks it. */
export function findPeer(name: PeerName): string | null {
  return (process.env[PEER_VARIABLES[name]] ?? UNSEARCHED[name]) || null;
}
