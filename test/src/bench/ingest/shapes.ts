import { runLoad, type LoadReport } from '../load/load.js';
import type { BodyShape } from '../load/point-template.js';

/**
 * What is compared. Single points come from many senders: with few of them both servers only wait for the disk.
 * Goals are ratios to InfluxDB's own /write (reference: storage.md).
 */
export const SHAPES = {
  narrow_1000: { points: 1_000, metrics: 1, connections: 8, goal: 1.8 },
  narrow_100: { points: 100, metrics: 1, connections: 8, goal: 1.5 },
  narrow_1: { points: 1, metrics: 1, connections: 64, goal: 1 },
  wide_1000: { points: 1_000, metrics: 10, connections: 8, goal: 1 },
} as const;
export type ShapeName = keyof typeof SHAPES;

/** How much to measure. */
export interface Sizes {
  readonly rounds: number;
  /** Seconds of a round. */
  readonly seconds: number;
  readonly sustainedSeconds: number;
  readonly latencySeconds: number;
  /** Null: as the shape says. */
  readonly connections: number | null;
  readonly sessions: number;
  readonly liveSessions: number;
  readonly liveSeconds: number;
  /** Whether InfluxDB gets the step as a field: only then does it keep what a JSON point says. */
  readonly stepField: boolean;
}

export type Figures = Record<string, number>;

/** One run of the generator. */
export interface Feed {
  readonly target: BodyShape['target'];
  readonly port: number;
  readonly name: ShapeName;
  readonly prefix: string;
  readonly seconds: number;
  /** Bodies a second of an open loop; as fast as they are acknowledged when missing. */
  readonly rate?: number;
}

/** Feeds a server with bodies of a shape. */
export function feed({ target, port, name, prefix, seconds, rate }: Feed, sizes: Sizes): Promise<LoadReport> {
  const { points, metrics, connections: byDefault } = SHAPES[name];
  const connections = sizes.connections ?? byDefault;
  const shape = { target, points, metrics, stepField: sizes.stepField };
  const sessions = Math.max(sizes.sessions, connections);
  return runLoad({ port, shape, connections, sessions, prefix, milliseconds: seconds * 1_000, rate: rate ?? null });
}

/** Values a second. */
export function speedOf({ values, seconds }: LoadReport): number {
  return values / seconds;
}

/** Three digits: more say nothing. */
export function round(value: number): number {
  return Number(value.toPrecision(3));
}
