import { describe } from '@jest/globals';
import { deletionSuite } from './suite/deletion-suite.js';
import { entitiesSuite } from './suite/entities-suite.js';
import { recoverySuite } from './suite/recovery-suite.js';
import { rowsSuite } from './suite/rows-suite.js';
import { seriesSuite } from './suite/series-suite.js';
import type { OpenStore } from './suite/store-under-test.js';

/**
 * What every store must do, with kinds that are made up: passes when the store is generic and keeps the port's
 * promises. Called in a test file beside each implementation.
 */
export function storeSuite(name: string, open: OpenStore): void {
  describe(`store ${name}`, () => {
    seriesSuite(open);
    rowsSuite(open);
    entitiesSuite(open);
    recoverySuite(open);
    deletionSuite(open);
  });
}
