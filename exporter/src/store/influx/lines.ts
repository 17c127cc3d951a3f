/**
 * Lines of line protocol that stay together, as bytes: text of points would be most of what the garbage collector has to
 * look at. One line, whatever it holds, or several that hold no line breaks but those between them.
 */
export interface Lines {
  /** UTF-8, without a line break at the end. */
  readonly bytes: Buffer;
  readonly count: number;
}

const LINE_BREAK = 10;

/** One line. */
export function lineOf(text: string): Lines {
  return { bytes: Buffer.from(text), count: 1 };
}

/** How many lines there are. */
export function countOf(lines: readonly Lines[]): number {
  let count = 0;
  for (const some of lines) count += some.count;
  return count;
}

/** The body of a request with some lines. */
export function bodyOf(lines: readonly Lines[]): string {
  if (lines.length === 1) return lines[0]!.bytes.toString();
  let length = -1;
  for (const { bytes } of lines) length += bytes.length + 1;
  const body = Buffer.allocUnsafe(Math.max(length, 0));
  let at = 0;
  for (const { bytes } of lines) {
    if (at > 0) body[at++] = LINE_BREAK;
    at += bytes.copy(body, at);
  }
  return body.toString();
}

/** Cuts lines in two. @param lines At least two lines. */
export function halvesOf(lines: readonly Lines[]): readonly [readonly Lines[], readonly Lines[]] {
  if (lines.length > 1) {
    const middle = lines.length >> 1;
    return [lines.slice(0, middle), lines.slice(middle)];
  }
  const { bytes, count } = lines[0]!;
  const first = count >> 1;
  let end = -1;
  for (let line = 0; line < first; line++) end = bytes.indexOf(LINE_BREAK, end + 1);
  return [
    [{ bytes: bytes.subarray(0, end), count: first }],
    [{ bytes: bytes.subarray(end + 1), count: count - first }],
  ];
}
