import { ENTITIES, MEASUREMENTS } from '@shadower-training/contract';
import {
  InfluxConnection,
  openInfluxReader,
  openInfluxWriter,
  QuarantineFile,
  untilAvailable,
  type InfluxPlace,
} from '../store/influx/index.js';
import type { ComposedStore, StoreSurroundings } from './composed-store.js';
import { exporterName } from './exporter-name.js';
import { InfluxSessionHistory } from './influx-session-history.js';
import { OutageWatch } from './outage-watch.js';
import { ToldQuarantine } from './told-quarantine.js';

const declarations = { measurements: MEASUREMENTS, entities: ENTITIES };
/** Live sessions are written so often; a read makes them be written at once. */
const WAIT_MILLISECONDS = 500;
/** Lines in memory beyond which the replay of the journal waits for InfluxDB. */
const LINES_IN_REPLAY = 50_000;
/** The longest wait that timers know: reads of the history wait as long as it takes. */
const FOR_EVER_MILLISECONDS = 2 ** 31 - 1;

/**
 * The InfluxDB store. Waits until InfluxDB has told which records of the journal it has.
 * @param place A server that was found and made ready (`prepareInflux`).
 */
export async function composeInfluxStore(place: InfluxPlace, around: StoreSurroundings): Promise<ComposedStore> {
  const { directory, tell } = around;
  const ready = { ...place, connection: new InfluxConnection(place.settings) };
  const ended = new AbortController();
  const quarantine = new QuarantineFile(directory);
  const open = () =>
    openInfluxWriter(ready, declarations, {
      exporter: exporterName(directory, around.isJournalNew),
      quarantine: new ToldQuarantine(quarantine, tell),
      policy: {
        waitMilliseconds: WAIT_MILLISECONDS,
        beforeSend: around.publishPartition,
        resupply: around.resupply,
        firstRecord: around.firstJournalRecord,
        onProblem: (problem) => tell({ failure: problem }),
        onBroken: (error) => {
          // Nothing may be covered after lines are gone from memory: the journal has them, a new start replays it.
          queueMicrotask(() => {
            throw error;
          });
        },
      },
    });
  const { writer, sender, close: closeConnections } = await untilAvailable(open, ended.signal);
  const flushed = () => writer.flushed();
  const reader = openInfluxReader(ready, declarations, flushed, FOR_EVER_MILLISECONDS);
  const history = new InfluxSessionHistory({ store: writer, reader, signal: ended.signal });
  const outages = new OutageWatch(() => sender.statistics().problem, tell);
  const end = (): void => {
    outages.stop();
    ended.abort();
    closeConnections();
    quarantine.close();
  };
  return {
    writer,
    history,
    calls: { ...NOTHING_IN_MEMORY, storeFlushed: flushed },
    whenRoom: () => (writer.linesInMemory > LINES_IN_REPLAY ? writer.flushed() : Promise.resolve()),
    recovered: () => history.recovered(),
    statistics: () => {
      const { retries, rejections } = sender.statistics();
      return { errors: retries + rejections, retries, quarantined_lines: quarantine.count };
    },
    close: async () => {
      await writer.close();
      end();
    },
    abandon: async () => {
      await writer.abandon();
      end();
    },
  };
}

const NOTHING_IN_MEMORY = {
  storeHeads: notServed,
  storeHeadNames: notServed,
  storeWaitingRows: notServed,
  storeWaitingEntity: notServed,
};

function notServed(): never {
  throw new Error('reads of the InfluxDB store ask InfluxDB');
}
