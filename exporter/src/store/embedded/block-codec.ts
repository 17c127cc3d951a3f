/**
 * Points of one series as bytes (version 1): version u8, number of columns u8, two zero bytes, number of points u32; a
 * mode byte a column, padded to 8 bytes; then the columns (column-codec.ts): milliseconds, nanoseconds, coordinates,
 * values. A regular series takes about 9 to 13 bytes a point, 8 of them the value.
 */
import { padded, payloadBytes, planColumn, readColumn, writeColumn } from './column-codec.js';
import type { PointColumns } from './point-columns.js';

const VERSION = 1;
const HEADER_BYTES = 8;
/** More points are no block: a damaged count must not make giant arrays. */
export const MAXIMUM_BLOCK_POINTS = 65_536;

/** Writes 1 to MAXIMUM_BLOCK_POINTS points. */
export function encodeBlock(points: PointColumns): Uint8Array {
  const columns = [points.milliseconds, points.nanoseconds, ...points.coordinates, points.values];
  const plans = columns.map(planColumn);
  const start = HEADER_BYTES + padded(columns.length);
  const size = plans.reduce((sum, plan) => sum + plan.bytes, start);
  const buffer = new ArrayBuffer(size);
  const header = new DataView(buffer);
  header.setUint8(0, VERSION);
  header.setUint8(1, columns.length);
  header.setUint32(4, points.values.length, true);
  let offset = start;
  columns.forEach((column, place) => {
    const plan = plans[place]!;
    header.setUint8(HEADER_BYTES + place, plan.mode);
    writeColumn(column, plan, buffer, offset);
    offset += plan.bytes;
  });
  return new Uint8Array(buffer);
}

/**
 * Reads points back.
 * @param target Gives the columns to fill, each of the asked length; an empty column is not wanted and left alone.
 * @throws Error when the bytes are not a block of this version, or damaged.
 */
export function decodeBlock<Target extends PointColumns>(
  bytes: Uint8Array,
  target: (points: number, coordinates: number) => Target,
): Target {
  // Typed arrays want aligned places: SQLite's blobs are buffers of their own, so this copies only what tests make.
  const buffer = (bytes.byteOffset === 0 ? bytes.buffer : bytes.slice().buffer) as ArrayBuffer;
  if (bytes.length < HEADER_BYTES) throw damagedBlock('shorter than its header');
  const version = bytes[0]!;
  if (version !== VERSION) throw new Error(`block of version ${version}: this exporter reads version ${VERSION}`);
  const columnCount = bytes[1]!;
  const n = bytes[4]! + bytes[5]! * 2 ** 8 + bytes[6]! * 2 ** 16 + bytes[7]! * 2 ** 24;
  const start = HEADER_BYTES + padded(columnCount);
  if (columnCount < 3 || n < 1 || n > MAXIMUM_BLOCK_POINTS || bytes.length < start)
    throw damagedBlock('a wrong header');
  let size = start;
  for (let place = 0; place < columnCount; place++) size += payloadBytes(bytes[HEADER_BYTES + place]!, n);
  if (size !== bytes.length) throw damagedBlock('its length does not fit its header');

  const points = target(n, columnCount - 3);
  const columns = [points.milliseconds, points.nanoseconds, ...points.coordinates, points.values];
  let offset = start;
  for (let place = 0; place < columnCount; place++) {
    const mode = bytes[HEADER_BYTES + place]!;
    const column = columns[place]!;
    if (column.length > 0) readColumn(mode, column, buffer, offset);
    offset += payloadBytes(mode, n);
  }
  return points;
}

function damagedBlock(reason: string): Error {
  return new Error(`block is damaged: ${reason}`);
}
