/**
 * Zip archives (PKWARE APPNOTE 6.3.10, without encryption, zip64 and extra fields). Node has none; of the format a
 * package needs two records, and written here its bytes depend on nothing but its files: whoever builds the same
 * commit gets the same checksum.
 */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

/** Path, with `/` between folders -> bytes. */
export type Files = ReadonlyMap<string, Buffer>;

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const DEFLATED = 8;
/** Version 2.0: deflate and folders. */
const NEEDED = 20;
/** Written on Unix, so that permissions are read. */
const MADE_BY = (3 << 8) | NEEDED;
/** Names are UTF-8. */
const UTF8 = 1 << 11;
/** A plain file that all may read and the owner may write. */
const PERMISSIONS = 0o100644;
/** 1 January 1980, the first day that the format knows: the real one would differ with each build. */
const DAY = (0 << 9) | (1 << 5) | 1;

interface Packed {
  name: Buffer;
  bytes: Buffer;
  crc: number;
  size: number;
  offset: number;
}

/** What both records of a file share, from "version needed" to "extra field length". */
function shared({ name, bytes, crc, size }: Packed): Buffer {
  const record = Buffer.alloc(26);
  record.writeUInt16LE(NEEDED, 0);
  record.writeUInt16LE(UTF8, 2);
  record.writeUInt16LE(DEFLATED, 4);
  record.writeUInt16LE(0, 6);
  record.writeUInt16LE(DAY, 8);
  record.writeUInt32LE(crc, 10);
  record.writeUInt32LE(bytes.length, 14);
  record.writeUInt32LE(size, 18);
  record.writeUInt16LE(name.length, 22);
  record.writeUInt16LE(0, 24);
  return record;
}

function numbers(...parts: readonly (readonly [value: number, bytes: 2 | 4])[]): Buffer {
  return Buffer.concat(
    parts.map(([value, bytes]) => {
      const buffer = Buffer.alloc(bytes);
      buffer.writeUIntLE(value, 0, bytes);
      return buffer;
    }),
  );
}

/** The archive of these files, in the order of their names. */
export function writeZip(files: Files): Buffer {
  const parts: Buffer[] = [];
  const packed: Packed[] = [];
  let offset = 0;
  const add = (...buffers: Buffer[]): void => {
    for (const buffer of buffers) {
      parts.push(buffer);
      offset += buffer.length;
    }
  };
  for (const [path, content] of [...files].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const bytes = deflateRawSync(content, { level: 9 });
    const file = { name: Buffer.from(path), bytes, crc: crc32(content), size: content.length, offset };
    packed.push(file);
    add(numbers([LOCAL, 4]), shared(file), file.name, bytes);
  }
  const directory = offset;
  for (const file of packed) {
    const after = numbers([0, 2], [0, 2], [0, 2], [PERMISSIONS * 2 ** 16, 4], [file.offset, 4]);
    add(numbers([CENTRAL, 4], [MADE_BY, 2]), shared(file), after, file.name);
  }
  const size = offset - directory;
  add(numbers([END, 4], [0, 2], [0, 2], [packed.length, 2], [packed.length, 2], [size, 4], [directory, 4], [0, 2]));
  return Buffer.concat(parts);
}

/**
 * The files of an archive; folders that stand for themselves are left out.
 * @throws Error for what is no archive, is cut off, or whose checksums don't match.
 */
export function readZip(archive: Buffer): Map<string, Buffer> {
  const end = archive.lastIndexOf(numbers([END, 4]));
  if (end < 0) throw new Error('is no zip archive, or is cut off');
  const count = archive.readUInt16LE(end + 10);
  let place = archive.readUInt32LE(end + 16);
  const files = new Map<string, Buffer>();
  for (let index = 0; index < count; index++) {
    if (archive.readUInt32LE(place) !== CENTRAL) throw new Error(`has a broken directory at entry ${index}`);
    const lengths = [28, 30, 32].map((at) => archive.readUInt16LE(place + at));
    const [nameLength = 0] = lengths;
    const name = archive.toString('utf8', place + 46, place + 46 + nameLength);
    if (!name.endsWith('/')) files.set(name, contentAt(archive, place, name));
    place += 46 + lengths.reduce((sum, length) => sum + length, 0);
  }
  return files;
}

function contentAt(archive: Buffer, central: number, name: string): Buffer {
  const [method, crc, packedSize] = [
    archive.readUInt16LE(central + 10),
    archive.readUInt32LE(central + 16),
    archive.readUInt32LE(central + 20),
  ];
  const local = archive.readUInt32LE(central + 42);
  const begin = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const bytes = archive.subarray(begin, begin + packedSize);
  const content = method === DEFLATED ? inflateRawSync(bytes) : bytes;
  if (crc32(content) !== crc) throw new Error(`has another checksum than it says at ${name}`);
  return content;
}
