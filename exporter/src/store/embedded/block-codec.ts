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
 * @throws Error when the bytes are not a block of this version, or damaged.
 */
export function decodeBlock(bytes: Uint8Array): PointColumns {
  // Typed arrays want aligned places: SQLite's blobs are buffers of their own, so this copies only what tests make.
  const buffer = (bytes.byteOffset === 0 ? bytes.buffer : bytes.slice().buffer) as ArrayBuffer;
  if (bytes.length < HEADER_BYTES) throw damagedBlock('shorter than its header');
  const header = new DataView(buffer, 0, bytes.length);
  const version = header.getUint8(0);
  if (version !== VERSION) throw new Error(`block of version ${version}: this exporter reads version ${VERSION}`);
  const columnCount = header.getUint8(1);
  const n = header.getUint32(4, true);
  let offset = HEADER_BYTES + padded(columnCount);
  if (columnCount < 3 || n < 1 || n > MAXIMUM_BLOCK_POINTS || bytes.length < offset) throw damagedBlock('a wrong header');
  const places: { mode: number; offset: number }[] = [];
  for (let place = 0; place < columnCount; place++) {
    const mode = header.getUint8(HEADER_BYTES + place);
    places.push({ mode, offset });
    offset += payloadBytes(mode, n);
  }
  if (offset !== bytes.length) throw damagedBlock('its length does not fit its header');
  const columns = places.map((place) => readColumn(place.mode, n, buffer, place.offset));
  const [milliseconds, nanoseconds] = columns;
  return {
    milliseconds: milliseconds!,
    nanoseconds: nanoseconds!,
    coordinates: columns.slice(2, -1),
    values: columns.at(-1)!,
  };
}

function damagedBlock(reason: string): Error {
  return new Error(`block is damaged: ${reason}`);
}
