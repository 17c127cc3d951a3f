/**
 * Texts as string fields. InfluxDB takes 64 KB a string, so longer texts are split over numbered fields: `text` holds
 * the first part, `text_part_2` the next, ... The first part begins with a mark that says how many there are: a field can
 * be overwritten by a shorter text but never removed, so parts of an older, longer text may still lie beside it.
 */

/** Bytes of one part; a part is cut between characters. */
export const PART_BYTES = 32 * 1024;

/** Begins a text of several parts (followed by their number and this again), and one that begins with it itself. */
const MARK = '\u0001';

/** A missing value: a field once written cannot be removed again. */
const MISSING = `${MARK}null`;

/** The name of a part of a field; part 1 has the field's own name. */
export function partName(field: string, part: number): string {
  return part === 1 ? field : `${field}_part_${part}`;
}

/** A text as its parts; null as the mark of a missing value. */
export function splitText(text: string | null): readonly string[] {
  if (text === null) return [MISSING];
  if (text.length * 3 <= PART_BYTES || Buffer.byteLength(text) <= PART_BYTES) {
    return [text.startsWith(MARK) ? `${MARK}1${MARK}${text}` : text];
  }
  const parts: string[] = [];
  for (let from = 0; from < text.length;) {
    const to = endOfPart(text, from);
    parts.push(text.slice(from, to));
    from = to;
  }
  parts[0] = `${MARK}${parts.length}${MARK}${parts[0]}`;
  return parts;
}

/** A UTF-16 unit takes at most three bytes, a pair of them four. */
function endOfPart(text: string, from: number): number {
  let bytes = 0;
  let at = from;
  while (at < text.length) {
    const code = text.codePointAt(at)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > PART_BYTES) break;
    at += code < 0x10000 ? 1 : 2;
  }
  return at;
}

/**
 * The opposite of {@link splitText}.
 * @param part Gives the text of a numbered field, from 2 on.
 * @throws Error when a part is missing.
 */
export function joinText(first: string, part: (number: number) => unknown): string | null {
  if (!first.startsWith(MARK)) return first;
  if (first === MISSING) return null;
  const end = first.indexOf(MARK, 1);
  const count = Number(first.slice(1, end));
  const parts = [first.slice(end + 1)];
  for (let number = 2; number <= count; number++) {
    const text = part(number);
    if (typeof text !== 'string') throw new Error(`part ${number} of ${count} of a text is missing`);
    parts.push(text);
  }
  return parts.join('');
}
