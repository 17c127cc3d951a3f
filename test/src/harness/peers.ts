import { describe, test } from '@jest/globals';

/** Real parts that a test needs beside the exporter. scripts/lib/peers.mjs looks for them and tells where they are. */
const VARIABLES = {
  'Python 3': 'TRAINING_TEST_PYTHON',
  'scikit-learn': 'TRAINING_TEST_SKLEARN_PYTHON',
  Chromium: 'TRAINING_TEST_CHROMIUM',
  'influxd 1.x': 'TRAINING_TEST_INFLUXD',
} as const;
export type PeerName = keyof typeof VARIABLES;

/** Where Jest is run by itself, nobody looked for peers: what nearly every machine has is taken for granted. */
const UNSEARCHED: Partial<Record<PeerName, string>> = { 'Python 3': 'python3' };

/** Where a peer is; null when the machine lacks it. */
export function findPeer(name: PeerName): string | null {
  return (process.env[VARIABLES[name]] ?? UNSEARCHED[name]) || null;
}

/**
 * Tests that need a peer: skipped by name when it is missing, failed where TRAINING_REQUIRE_PEERS=1.
 * @param subject As of `describe`.
 * @param tests Declares the tests; gets the peer's path.
 */
export function describeWithPeer(name: PeerName, subject: string, tests: (path: string) => void): void {
  const path = findPeer(name);
  if (path !== null) {
    describe(subject, () => tests(path));
    return;
  }
  describe(subject, () => {
    const sentence = `needs ${name}, which is not on this machine`;
    if (process.env['TRAINING_REQUIRE_PEERS'] === '1') {
      test(sentence, () => {
        throw new Error(`${name} is required by TRAINING_REQUIRE_PEERS=1; ${VARIABLES[name]} says where it is`);
      });
    } else test.skip(sentence, () => undefined);
  });
}
