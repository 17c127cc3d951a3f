import { limitFileSize } from '../harness/file-size-limit.js';
import { pause, waitUntil } from '../harness/waiting.js';
import type { Ground } from './ground.js';
import type { EnduranceOptions } from './options.js';

/** What a stage tells beside what all tell. */
export type StageNotes = Readonly<Record<string, number | string>>;

/** One kind of trouble under load. */
export interface Stage {
  readonly name: string;
  run(ground: Ground, options: EnduranceOptions, say: (text: string) => void): Promise<StageNotes>;
}

/** How long the journal may take to drain. */
const DRAIN_MILLISECONDS = 30 * 60_000;
/** Files of a full disk: less than any log that is in use. */
const FULL_DISK_BYTES = 4_096;

const calm: Stage = {
  name: 'no fault',
  run: async (ground, { calmSeconds }) => {
    // A process that has just begun compiles its hot paths.
    await ground.load(calmSeconds * 200);
    ground.takeLatencies();
    await ground.load(calmSeconds * 800);
    return {};
  },
};

const exporterKilled: Stage = {
  name: 'exporter killed',
  run: async (ground, { kills }, say) => {
    let slowest = 0;
    for (let kill = 1; kill <= kills; kill++) {
      await ground.load(ground.between(100, 1_500));
      await ground.exporter.kill9();
      slowest = Math.max(slowest, await ground.exporter.restart());
      if (kill % 10 === 0 || kill === kills) say(`${kill} of ${kills} kills`);
    }
    return { kills, slowest_start_ms: Math.round(slowest) };
  },
};

const influxKilled: Stage = {
  name: 'influxd killed',
  run: async (ground, { influxKills }, say) => {
    for (let kill = 1; kill <= influxKills; kill++) {
      await ground.load(ground.between(500, 3_000));
      await ground.influxd.kill9();
      await ground.load(ground.between(100, 3_000));
      await ground.influxd.restart();
      if (kill % 5 === 0 || kill === influxKills) say(`${kill} of ${influxKills} kills`);
    }
    await drained(ground, say);
    return { kills: influxKills };
  },
};

const away: Stage = {
  name: 'InfluxDB away',
  run: async (ground, { awayMinutes }) => {
    await ground.influxd.kill9();
    await ground.load(awayMinutes * 60_000);
    return { minutes: awayMinutes, journal_mb: Math.round((await ground.metric('journal_bytes')) / 1e6) };
  },
};

/** The drain after the outage, while new data comes. */
const drain: Stage = {
  name: 'drain after it',
  run: async (ground, _, say) => {
    await ground.influxd.restart();
    const began = performance.now();
    const newest: number[] = [];
    await drained(ground, say, async () => {
      // How far what InfluxDB has of the newest data is behind what is acknowledged.
      const acknowledged = ground.senders[0]!.acknowledged;
      newest.push(Math.max(0, acknowledged - 1 - (await ground.newestStored())));
    });
    const settled = newest.slice(Math.ceil(newest.length / 4));
    return {
      drained_s: Math.round((performance.now() - began) / 1_000),
      newest_points_behind: Math.max(0, ...settled),
    };
  },
};

const diskFull: Stage = {
  name: 'disk full and freed',
  run: async (ground, { fills }, say) => {
    for (let fill = 1; fill <= fills; fill++) {
      await ground.load(ground.between(500, 2_000));
      const before = await ground.metric('journal_write_errors_total');
      limitFileSize(ground.exporter.pid, FULL_DISK_BYTES);
      await waitUntil('a commit fails', async () => (await ground.metric('journal_write_errors_total')) > before, {
        within: 20_000,
      });
      await ground.load(ground.between(500, 3_000));
      limitFileSize(ground.exporter.pid, null);
      const acknowledged = ground.values;
      await waitUntil('data is accepted again', () => ground.values > acknowledged, { within: 60_000 });
      say(`${fill} of ${fills}`);
    }
    await drained(ground, say);
    return { fills };
  },
};

const allAtOnce: Stage = {
  name: 'all at once',
  run: async (ground, { allMinutes }) => {
    const until = performance.now() + allMinutes * 60_000;
    const goesOn = (): boolean => performance.now() < until;
    const counts = { exporter_kills: 0, influxd_kills: 0, fills: 0 };
    const exporters = async (): Promise<void> => {
      while (goesOn()) {
        await ground.load(ground.between(500, 4_000));
        await ground.exporter.kill9();
        counts.exporter_kills++;
        await startAgain(ground);
      }
    };
    const databases = async (): Promise<void> => {
      while (goesOn()) {
        await ground.load(ground.between(500, 4_000));
        await ground.influxd.kill9();
        counts.influxd_kills++;
        await pause(ground.between(100, 4_000));
        await ground.influxd.restart();
      }
    };
    const disks = async (): Promise<void> => {
      while (goesOn()) {
        await ground.load(ground.between(500, 3_000));
        // An exporter that is just away has no disk to fill, and a new one has all its room.
        if (!limited(ground, FULL_DISK_BYTES)) continue;
        counts.fills++;
        await pause(ground.between(200, 2_000));
        limited(ground, null);
      }
    };
    await Promise.all([exporters(), databases(), disks()]);
    limited(ground, null);
    return counts;
  },
};

/** As a supervisor does: an exporter that starts on a full disk ends, and is started again. It waits for an influxd that is away. */
async function startAgain({ exporter }: Ground): Promise<void> {
  for (;;) {
    try {
      await exporter.restart();
      return;
    } catch (error) {
      if (exporter.isRunning || !/disk (I\/O error|is full)/.test((error as Error).message)) throw error;
    }
  }
}

function limited({ exporter }: Ground, bytes: number | null): boolean {
  if (!exporter.isRunning) return false;
  try {
    limitFileSize(exporter.pid, bytes);
    return true;
  } catch {
    return false; // it was killed in this moment
  }
}

/** Waits until InfluxDB has all but what has just come. */
export async function drained(
  ground: Ground,
  say: (text: string) => void,
  look: () => Promise<void> = async () => {},
  records = 100,
): Promise<void> {
  const deadline = performance.now() + DRAIN_MILLISECONDS;
  for (let round = 1; ; round++) {
    const waiting = await ground.metric('journal_records');
    if (waiting <= records) return;
    if (performance.now() > deadline) throw new Error(`${waiting} records of the journal are not in InfluxDB in time`);
    if (round % 60 === 0) say(`${waiting} records of the journal wait for InfluxDB`);
    await look();
    await ground.load(500);
  }
}

export const STAGES: readonly Stage[] = [calm, exporterKilled, influxKilled, away, drain, diskFull, allAtOnce];
