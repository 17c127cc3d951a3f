import { timestamp } from './timestamps.js';

const FIRST_BYTES = 64 * 1024;
/** Digits of a number or a timestamp, and some more. */
const NUMBER_BYTES = 40;
const ZERO = 48;
const MILLION = 1_000_000;

/** Writes lines of numbers as bytes, one after the other, into room that it uses again. */
export class LineBuffer {
  private buffer = Buffer.allocUnsafe(FIRST_BYTES);
  private length = 0;

  /** ASCII or UTF-8. */
  bytes(some: Uint8Array): void {
    this.reserve(some.length);
    this.buffer.set(some, this.length);
    this.length += some.length;
  }

  /** One ASCII character. */
  character(code: number): void {
    this.reserve(1);
    this.buffer[this.length++] = code;
  }

  /** A finite number, in the fewest digits that are read back as the same. */
  number(value: number): void {
    this.reserve(NUMBER_BYTES);
    if (value > 0 && value === (value | 0)) this.digits(value);
    // JavaScript writes the negative zero without its sign.
    else this.ascii(value === 0 && 1 / value < 0 ? '-0' : String(value));
  }

  /** A point's time. @param milliseconds And `nanoseconds` as in `timestamp`. */
  time(milliseconds: number, nanoseconds: number): void {
    this.reserve(NUMBER_BYTES);
    // In two halves: as a whole it is no 32-bit number, whose digits are quick to come by.
    const high = Math.floor(milliseconds / MILLION);
    if (high < 1 || high !== (high | 0)) return this.ascii(timestamp(milliseconds, nanoseconds));
    this.digits(high);
    this.sixDigits(milliseconds - high * MILLION);
    this.sixDigits(nanoseconds);
  }

  /** What was written since the last call. */
  take(): Buffer {
    const { length } = this;
    this.length = 0;
    return Buffer.from(this.buffer.subarray(0, length));
  }

  private ascii(text: string): void {
    const { buffer } = this;
    for (let index = 0; index < text.length; index++) buffer[this.length++] = text.charCodeAt(index);
  }

  /** @param value A whole number from 1 to 2^31 - 1. */
  private digits(value: number): void {
    const { buffer } = this;
    let places = 1;
    for (let limit = 10; value >= limit && places < 10; limit *= 10) places++;
    for (let place = this.length + places - 1, rest = value; place >= this.length; place--) {
      const tens = (rest / 10) | 0;
      buffer[place] = ZERO + rest - tens * 10;
      rest = tens;
    }
    this.length += places;
  }

  /** @param value A whole number from 0 to 999,999. */
  private sixDigits(value: number): void {
    const { buffer } = this;
    for (let place = this.length + 5, rest = value; place >= this.length; place--) {
      const tens = (rest / 10) | 0;
      buffer[place] = ZERO + rest - tens * 10;
      rest = tens;
    }
    this.length += 6;
  }

  private reserve(more: number): void {
    if (this.length + more <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.length + more));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}
