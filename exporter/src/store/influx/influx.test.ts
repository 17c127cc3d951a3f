import { storeSuite } from '../suite.js';
import { describeWithInfluxd } from './influxd.test.support.js';
import { openInflux } from './open.test.support.js';

describeWithInfluxd('on influxd 1.x', (influxd) =>
  storeSuite('influx', (declarations) => openInflux(influxd.settings(), declarations)),
);
