import { BenchOptions } from '../bench/options.js';

/** How much is endured. */
export interface EnduranceOptions {
  readonly seed: number;
  /** Times that the exporter is killed (-9). */
  readonly kills: number;
  /** Times that influxd is killed (-9). */
  readonly influxKills: number;
  /** Minutes that InfluxDB is away at a stretch. */
  readonly awayMinutes: number;
  /** Times that the disk is full. */
  readonly fills: number;
  /** Minutes of all faults at once. */
  readonly allMinutes: number;
  /** Values a second, of all sessions together. */
  readonly rate: number;
  readonly sessions: number;
  /** Seconds of load without any fault, to compare with. */
  readonly calmSeconds: number;
}

export const ENDURANCE_HELP = `npm run test:endurance -- [--small] [--kills N] [--influx-kills N] [--away-minutes M] [--fills N]
  [--all-minutes M] [--rate VALUES_A_SECOND] [--sessions N] [--calm-seconds S] [--seed N]`;

/** By default what is promised; `--small` is for `npm test`. */
export function enduranceOptions(args: readonly string[]): EnduranceOptions {
  const options = new BenchOptions(args);
  const small = options.has('small');
  return {
    seed: options.number('seed', 1),
    kills: options.number('kills', small ? 3 : 100),
    influxKills: options.number('influx-kills', small ? 2 : 20),
    awayMinutes: options.number('away-minutes', small ? 0.05 : 10),
    fills: options.number('fills', small ? 1 : 5),
    allMinutes: options.number('all-minutes', small ? 0.1 : 3),
    rate: options.number('rate', 5_000),
    sessions: options.number('sessions', 8),
    calmSeconds: options.number('calm-seconds', small ? 1 : 60),
  };
}
