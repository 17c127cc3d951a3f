import { decimal, EXACT_DIGITS, MOST_DIGITS } from './number-text.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const SPACE = 0x20;
const DELETE = 0x7f;

/** Thrown where a text is not of the plain kind that is scanned: then it is read in the ordinary way. */
export const UNUSUAL = Symbol('unusual JSON');

/** Walks over plain JSON in bytes. Every method throws {@link UNUSUAL} where the text is anything else. */
export class JsonScanner {
  at = 0;
  bytes: Uint8Array = new Uint8Array(0);
  private text: Buffer = Buffer.alloc(0);

  /** Begins a text. */
  open(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
  }

  /** The next byte that is not white space, without passing it; NaN at the end. */
  peek(): number {
    const { bytes } = this;
    let byte = bytes[this.at]!;
    while (byte <= SPACE && (byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09)) {
      byte = bytes[++this.at]!;
    }
    return byte;
  }

  /** Passes a byte that must come next. */
  expect(byte: number): void {
    if (this.peek() !== byte) throw UNUSUAL;
    this.at++;
  }

  /** Passes the byte if it comes next. */
  skip(byte: number): boolean {
    if (this.peek() !== byte) return false;
    this.at++;
    return true;
  }

  /** Refuses anything but white space up to the end. */
  end(): void {
    this.peek();
    if (this.at < this.bytes.length) throw UNUSUAL;
  }

  /** A string of printable ASCII without escapes. */
  string(): string {
    this.expect(QUOTE);
    const from = this.at;
    const to = this.endOfString(from);
    this.at = to + 1;
    return this.text.toString('latin1', from, to);
  }

  private endOfString(from: number): number {
    const { bytes } = this;
    for (let at = from; ; at++) {
      const byte = bytes[at]!;
      if (byte === QUOTE) return at;
      // Also false at the end, where there is no byte.
      if (!(byte >= SPACE && byte < DELETE) || byte === BACKSLASH) throw UNUSUAL;
    }
  }

  /** A number, exactly as JSON.parse reads it. */
  number(): number {
    const first = this.peek();
    const from = this.at;
    if (first === MINUS) this.at++;
    const { bytes } = this;
    if (bytes[this.at] === ZERO && isDigit(bytes[this.at + 1]!)) throw UNUSUAL;
    const magnitude = this.digits(from);
    return first === MINUS ? -magnitude : magnitude;
  }

  /** The digits of a number and its point. @param from Where its text begins, its sign included. */
  private digits(from: number): number {
    const { bytes } = this;
    let { at } = this;
    let head = 0;
    let tail = 0;
    let digits = 0;
    let point = -1;
    let byte = bytes[at]!;
    if (!isDigit(byte)) throw UNUSUAL;
    for (; ; byte = bytes[++at]!) {
      if (isDigit(byte)) {
        if (digits < EXACT_DIGITS) head = head * 10 + (byte - ZERO);
        else if (digits < MOST_DIGITS) tail = tail * 10 + (byte - ZERO);
        if (digits > 0 || byte !== ZERO) digits++;
      } else if (byte === POINT && point < 0) {
        point = at;
        if (!isDigit(bytes[at + 1]!)) throw UNUSUAL;
      } else break;
    }
    const fractionDigits = point < 0 ? 0 : at - point - 1;
    if (byte === POINT) throw UNUSUAL;
    this.at = at;
    const exponent = byte === 0x65 || byte === 0x45 ? this.exponent() : 0;
    const scale = fractionDigits - exponent;
    const value =
      digits > MOST_DIGITS || scale < 0 ? NaN : decimal(head, tail, Math.max(0, digits - EXACT_DIGITS), scale);
    return value === value ? value : Math.abs(Number(this.text.toString('latin1', from, this.at)));
  }

  /** The exponent of a number, from its letter on. */
  private exponent(): number {
    const { bytes } = this;
    let at = this.at + 1;
    const sign = bytes[at]!;
    if (sign === MINUS || sign === PLUS) at++;
    if (!isDigit(bytes[at]!)) throw UNUSUAL;
    let exponent = 0;
    for (; isDigit(bytes[at]!); at++) exponent = Math.min(exponent * 10 + (bytes[at]! - ZERO), 10_000);
    this.at = at;
    return sign === MINUS ? -exponent : exponent;
  }

  /** Whether the bytes from the place on are the text and a closing quote; passes them if so. */
  skipName(name: Uint8Array): boolean {
    const { bytes, at } = this;
    const { length } = name;
    if (bytes[at + length] !== QUOTE) return false;
    for (let index = 0; index < length; index++) if (bytes[at + index] !== name[index]) return false;
    this.at = at + length + 1;
    return true;
  }
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 0x39;
}
