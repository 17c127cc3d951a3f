/**
 * The compact form of a metrics batch in the journal (version 1, little endian):
 *
 *   header      version u8, a zero byte, shift u16, then u32: bytes of dictionary, points, bytes of control, number of
 *               values
 *   dictionary  JSON: shapes (lists of metric names), label sets, nodes, resource usage
 *   control     per point: flags, then variable-length integers
 *   values      Float64, in the order of the points: step and time where their difference is wide, epoch, metrics
 *
 * A point's metric names are one number, its shape: points of one run share a handful of shapes.
 */
import type { ReportedUsage } from '@shadower-training/contract';

export const BATCH_VERSION = 1;
export const HEADER_BYTES = 20;
/** Where the shift lies: the one thing that is known only after the batch was written (point-batch.ts). */
export const SHIFT_AT = 2;

/** What a point's control bytes hold, as bits of its flags. Wide: too large a difference, so it is among the values. */
export const HAS_STEP = 1;
export const WIDE_STEP = 2;
export const HAS_EPOCH = 4;
export const HAS_TIME = 8;
export const WIDE_TIME = 16;
export const HAS_RANK = 32;
export const HAS_NODE = 64;
export const HAS_LABELS = 128;

/** What points refer to by number. */
export interface BatchDictionary {
  shapes: (readonly string[])[];
  labels: Readonly<Record<string, string>>[];
  nodes: string[];
  resource_usage?: ReportedUsage;
}
