import { storeSuite } from '../suite.js';
import { openEmbedded } from './open-for-tests.js';

storeSuite('embedded', (declarations) => Promise.resolve(openEmbedded(declarations)));
