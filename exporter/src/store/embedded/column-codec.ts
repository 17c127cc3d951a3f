/**
 * One column of a block as bytes. What is regular takes nothing or little: absent, constant, evenly spaced; whole
 * numbers as differences above the smallest one in 1, 2 or 4 bytes (fixed width: decoding is a loop without branches);
 * numbers that are exact in 32 bits (what frameworks log) as Float32; all else raw. Payloads are padded to 8 bytes, so
 * that typed arrays read them in place. Little endian, as every platform of Node is.
 */

const ABSENT = 0;
const CONSTANT = 1;
const EVEN = 2;
const DIFFERENCES_8 = 3;
const DIFFERENCES_16 = 4;
const DIFFERENCES_32 = 5;
const FLOAT_32 = 6;
const FLOAT_64 = 7;

/** Above this, sums of differences might not be exact. */
const LARGEST_EXACT = 2 ** 52;

/** How a column will be written. */
export interface ColumnPlan {
  readonly mode: number;
  /** Bytes of payload, a multiple of 8. */
  readonly bytes: number;
  readonly smallestDifference: number;
}

/** Payload bytes of n numbers in a mode; NaN for a mode that does not exist. */
export function payloadBytes(mode: number, n: number): number {
  switch (mode) {
    case ABSENT:
      return 0;
    case CONSTANT:
      return 8;
    case EVEN:
      return 16;
    case DIFFERENCES_8:
      return 16 + padded(n - 1);
    case DIFFERENCES_16:
      return 16 + padded(2 * (n - 1));
    case DIFFERENCES_32:
      return 16 + padded(4 * (n - 1));
    case FLOAT_32:
      return padded(4 * n);
    case FLOAT_64:
      return 8 * n;
    default:
      return NaN;
  }
}

/** Rounds up to a multiple of 8. */
export function padded(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

/** Chooses the smallest exact form of a column. */
export function planColumn(column: Float64Array): ColumnPlan {
  const n = column.length;
  const plan = (mode: number, smallestDifference = 0): ColumnPlan => ({
    mode,
    bytes: payloadBytes(mode, n),
    smallestDifference,
  });
  let absent = true;
  let whole = true;
  let single = true;
  let constant = true;
  let smallest = Infinity;
  let largest = -Infinity;
  let before = column[0]!;
  for (let index = 0; index < n; index++) {
    const value = column[index]!;
    const missing = value !== value;
    absent &&= missing;
    single &&= missing || Math.fround(value) === value;
    constant &&= Object.is(value, before);
    whole &&= Math.floor(value) === value && Math.abs(value) <= LARGEST_EXACT && !Object.is(value, -0);
    if (index > 0) {
      const difference = value - before;
      if (difference < smallest) smallest = difference;
      if (difference > largest) largest = difference;
    }
    before = value;
  }
  if (absent) return plan(ABSENT);
  if (constant) return plan(CONSTANT);
  if (whole) {
    const span = largest - smallest;
    if (span === 0) return plan(EVEN, smallest);
    if (span < 2 ** 8) return plan(DIFFERENCES_8, smallest);
    if (span < 2 ** 16) return plan(DIFFERENCES_16, smallest);
    if (!single && span < 2 ** 32) return plan(DIFFERENCES_32, smallest);
  }
  return plan(single ? FLOAT_32 : FLOAT_64);
}

/** Writes a column at a multiple of 8. */
export function writeColumn(column: Float64Array, plan: ColumnPlan, buffer: ArrayBuffer, offset: number): void {
  const n = column.length;
  const { mode, smallestDifference } = plan;
  if (mode === ABSENT) return;
  if (mode === FLOAT_64) {
    new Float64Array(buffer, offset, n).set(column);
    return;
  }
  if (mode === FLOAT_32) {
    new Float32Array(buffer, offset, n).set(column);
    return;
  }
  const head = new Float64Array(buffer, offset, mode === CONSTANT ? 1 : 2);
  head[0] = column[0]!;
  if (mode === CONSTANT) return;
  head[1] = smallestDifference;
  if (mode === EVEN) return;
  const differences = differencesOf(mode, buffer, offset + 16, n - 1);
  for (let index = 1; index < n; index++) {
    differences[index - 1] = column[index]! - column[index - 1]! - smallestDifference;
  }
}

/**
 * Reads a column into one of its length; the caller has made sure that the payload lies within the buffer.
 */
export function readColumn(mode: number, column: Float64Array, buffer: ArrayBuffer, offset: number): void {
  const n = column.length;
  if (mode === FLOAT_64) {
    column.set(new Float64Array(buffer, offset, n));
    return;
  }
  if (mode === FLOAT_32) {
    column.set(new Float32Array(buffer, offset, n));
    return;
  }
  if (mode === ABSENT) {
    column.fill(NaN);
    return;
  }
  const head = new Float64Array(buffer, offset, mode === CONSTANT ? 1 : 2);
  if (mode === CONSTANT) {
    column.fill(head[0]!);
    return;
  }
  let value = head[0]!;
  const smallest = head[1]!;
  column[0] = value;
  if (mode === EVEN) {
    for (let index = 1; index < n; index++) column[index] = value += smallest;
  } else if (mode === DIFFERENCES_8) sum8(column, new Uint8Array(buffer, offset + 16, n - 1), smallest);
  else if (mode === DIFFERENCES_16) sum16(column, new Uint16Array(buffer, offset + 16, n - 1), smallest);
  else sum32(column, new Uint32Array(buffer, offset + 16, n - 1), smallest);
}

function differencesOf(mode: number, buffer: ArrayBuffer, offset: number, n: number) {
  if (mode === DIFFERENCES_8) return new Uint8Array(buffer, offset, n);
  if (mode === DIFFERENCES_16) return new Uint16Array(buffer, offset, n);
  return new Uint32Array(buffer, offset, n);
}

// One function a width, so that each loop sees one kind of array and stays fast.

function sum8(column: Float64Array, differences: Uint8Array, smallest: number): void {
  let value = column[0]!;
  for (let index = 0; index < differences.length; index++) column[index + 1] = value += differences[index]! + smallest;
}

function sum16(column: Float64Array, differences: Uint16Array, smallest: number): void {
  let value = column[0]!;
  for (let index = 0; index < differences.length; index++) column[index + 1] = value += differences[index]! + smallest;
}

function sum32(column: Float64Array, differences: Uint32Array, smallest: number): void {
  let value = column[0]!;
  for (let index = 0; index < differences.length; index++) column[index + 1] = value += differences[index]! + smallest;
}
