/** Variable-length integers of a metrics batch: seven bits a byte, the lowest first, at most 32 bits. */

/** Whether a difference takes the short form: a whole number of at most 31 bits with its sign. */
export function isCompact(difference: number): boolean {
  return difference === (difference | 0) && difference < 0x40000000 && difference >= -0x40000000;
}

/** Maps 0, -1, 1, -2, ... to 0, 1, 2, 3, ...: small differences of either sign get short. */
export function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}

/** The opposite of {@link zigzag}. */
export function unzigzag(value: number): number {
  return (value >>> 1) ^ -(value & 1);
}

/** The error of bytes that are no metrics batch. */
export function damaged(reason: string): Error {
  return new Error(`metrics batch is damaged: ${reason}`);
}

/** Reads bytes from first to last and never beyond. */
export class ByteReader {
  private place = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** @throws Error at the end. */
  byte(): number {
    const byte = this.bytes[this.place++];
    if (byte === undefined) throw damaged('it ends within a point');
    return byte;
  }

  /** @throws Error at the end, or when the integer is longer than 32 bits. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw damaged('an integer is too long');
  }

  atEnd(): boolean {
    return this.place === this.bytes.length;
  }
}
