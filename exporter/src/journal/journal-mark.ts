import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** Beside the journal; small, and written in place. */
export const JOURNAL_MARK_FILE = 'journal.mark';
const DIGITS = 16;

/** What the mark says. */
export interface Marked {
  /** The newest record that was acknowledged, as far as is known; 0 for none. */
  readonly id: number;
  /** Records that were found missing and told of at an earlier start: they are not told again. */
  readonly told: number;
}

/**
 * How far the journal was acknowledged, kept outside of it: SQLite takes a log that was cut or damaged for one that ends
 * there, without a word, and ids that were given away would be given away again, for which the store holds others.
 *
 * It is written before acknowledgements are sent and not forced to the disk: after a power cut it may be behind, never
 * ahead of a journal that is whole.
 */
export class JournalMark {
  private readonly file: number;
  private noted: number;

  /**
   * @param directory The data directory, taken by this process.
   * @param told Records that are missing and told of by now.
   */
  constructor(
    directory: string,
    private readonly told: number,
  ) {
    const path = join(directory, JOURNAL_MARK_FILE);
    const marked = readMark(directory);
    this.noted = marked.id;
    const isNew = !existsSync(path);
    this.file = openSync(path, isNew ? 'w' : 'r+', 0o600);
    // Its bytes are there before they are needed: a disk that is full then takes them still.
    if (isNew || marked.told !== told) {
      writeSync(this.file, lineOf({ id: marked.id, told }), 0);
      fsyncSync(this.file);
    }
  }

  /** The newest record that was acknowledged, as far as is known; 0 for none. */
  get id(): number {
    return this.noted;
  }

  /** Notes that a record, and all before it, will be acknowledged. A disk that refuses leaves the mark behind: no harm. */
  note(id: number): void {
    if (id <= this.noted) return;
    try {
      writeSync(this.file, lineOf({ id, told: this.told }), 0);
      this.noted = id;
    } catch {
      // The journal itself says so where it matters.
    }
  }

  close(): void {
    closeSync(this.file);
  }
}

/** What the mark of a directory says; nothing where there is none, or where it is damaged itself. */
export function readMark(directory: string): Marked {
  const path = join(directory, JOURNAL_MARK_FILE);
  const nothing = { id: 0, told: 0 };
  if (!existsSync(path)) return nothing;
  const text = readFileSync(path, 'latin1');
  const [id, told] = text.split(' ').map(Number);
  const marked = { id: id!, told: told! };
  return Number.isSafeInteger(id) && Number.isSafeInteger(told) && text === lineOf(marked) ? marked : nothing;
}

function lineOf({ id, told }: Marked): string {
  const digits = [id, told].map((number) => String(number).padStart(DIGITS, '0')).join(' ');
  return `${digits} ${crc32(digits).toString(16).padStart(8, '0')}\n`;
}
