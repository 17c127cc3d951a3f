import { ENTITIES, MEASUREMENTS, SESSION_ENTITY } from '@shadower-training/contract';
import { DELETED_SESSION_ENTITY } from '../projection/shared/deleted-session.js';
import { SESSION_PART_ENTITY } from '../projection/shared/session-part.js';
import {
  InfluxConnection,
  NeighbourReads,
  openInfluxReader,
  openInfluxWriter,
  QuarantineFile,
  untilAvailable,
  type InfluxPlace,
} from '../store/influx/index.js';
import type { ComposedStore, StoreSurroundings } from './composed-store.js';
import { InfluxSessionHistory } from './influx-session-history.js';
import { LocalParts } from './local-parts.js';
import { Neighbours, withinLimit } from './neighbours.js';
import { OutageWatch } from './outage-watch.js';
import { ToldQuarantine } from './told-quarantine.js';

const declarations = {
  measurements: MEASUREMENTS,
  entities: [...ENTITIES, SESSION_PART_ENTITY, DELETED_SESSION_ENTITY],
};
/** Points are written so often; a read makes them be written at once. */
const WAIT_MILLISECONDS = 500;
/** The same of sessions, which are large: where other exporters show them, within seconds; else seldom. */
const ENTITY_MILLISECONDS = { amongOthers: 2_000, alone: 5_000 };
/** How long a start waits until others can know of it: an acknowledgement never waits for InfluxDB. */
const WRITE_THROUGH_MILLISECONDS = 200;
/** While the journal is replayed: how long a record waits for room. */
const ROOM_MILLISECONDS = 500;
/** Lines in memory beyond which the replay of the journal waits for InfluxDB. */
const LINES_IN_REPLAY = 50_000;
/** The longest wait that timers know: reads of the history wait as long as it takes. */
const FOR_EVER_MILLISECONDS = 2 ** 31 - 1;

/**
 * The InfluxDB store. It waits for InfluxDB only where the directory does not say which records of the journal it has.
 * @param place A server that was found and made ready (`prepareInflux`).
 */
export async function composeInfluxStore(place: InfluxPlace, around: StoreSurroundings): Promise<ComposedStore> {
  const { directory, tell } = around;
  const ready = { ...place, connection: new InfluxConnection(place.settings) };
  const ended = new AbortController();
  const quarantine = new QuarantineFile(directory);
  const local = new LocalParts(directory, around.isJournalNew, (problem) => tell({ failure: problem }));
  const { exporter } = local;
  let listening: Neighbours | null = null;
  const open = () =>
    openInfluxWriter(ready, declarations, {
      exporter,
      covered: local.coverage(around.firstJournalRecord()),
      quarantine: new ToldQuarantine(quarantine, tell),
      policy: {
        waitMilliseconds: WAIT_MILLISECONDS,
        entityMilliseconds: () => ENTITY_MILLISECONDS[listening?.hasOthers ? 'amongOthers' : 'alone'],
        companions: { [SESSION_ENTITY.kind]: [SESSION_PART_ENTITY.kind] },
        beforeSend: around.publishPartition,
        onCovered: (covered, nextRow) => local.cover(covered, nextRow),
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
  // From here on the directory says what InfluxDB has.
  local.begin();
  const neighbours = new Neighbours({
    ...{ exporter, local, tell, projection: around.projection },
    reads: new NeighbourReads(ready.connection, ready.databases.entities),
    reader: openInfluxReader(ready, declarations, () => Promise.resolve()),
    settledEntity: (kind, key) => writer.entity(kind, key),
    announce: () => writer.announce(),
  });
  listening = neighbours;
  const isAway = (): boolean => neighbours.isAway || sender.statistics().problem !== null;
  const flushed = () => writer.flushed();
  const reader = openInfluxReader(ready, declarations, flushed, FOR_EVER_MILLISECONDS);
  const history = new InfluxSessionHistory({ exporter, local, neighbours, reader, signal: ended.signal });
  const outages = new OutageWatch(() => sender.statistics().problem, tell);
  const end = (): void => {
    outages.stop();
    neighbours.stop();
    ended.abort();
    closeConnections();
    quarantine.close();
    local.close();
  };
  neighbours.start();
  return {
    writer,
    history,
    sharing: {
      exporter,
      heardSince: () => neighbours.heardSince(),
      keep: (key, part, isOpen) => local.keep(key, part, isOpen),
      forget: (key) => {
        local.forget(key);
        writer.forget(key);
      },
      listen: (workspaceId, sessionId) => neighbours.listen(workspaceId, sessionId),
      writeThrough: async (key) => {
        if (isAway()) return;
        writer.settle([key]);
        await withinLimit(writer.written(), WRITE_THROUGH_MILLISECONDS);
      },
    },
    watch: (isWatched) => {
      neighbours.isWatched = isWatched;
    },
    calls: { ...NOTHING_IN_MEMORY, storeFlushed: flushed },
    // While InfluxDB is away, what memory has no room for stays in the journal.
    whenRoom: () =>
      writer.linesInMemory > LINES_IN_REPLAY && !isAway()
        ? withinLimit(writer.flushed(), ROOM_MILLISECONDS)
        : Promise.resolve(),
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
