import { describe, test } from '@jest/globals';
import { findPeer, PEER_VARIABLES, type PeerName } from './peers.js';

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
        throw new Error(`${name} is required by TRAINING_REQUIRE_PEERS=1; ${PEER_VARIABLES[name]} says where it is`);
      });
    } else test.skip(sentence, () => undefined);
  });
}
