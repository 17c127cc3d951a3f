/** Which rows of a long list are worth drawing. Pure. */

export interface Window {
  /** First row that is drawn. */
  from: number;
  /** Behind the last one. */
  to: number;
}

/** Rows drawn beyond each edge, so that scrolling by a wheel's click shows no blank. */
const OVERSCAN = 6;

export function rowWindow(scrollTop: number, height: number, rowHeight: number, rows: number): Window {
  const from = Math.floor(scrollTop / rowHeight) - OVERSCAN;
  const to = Math.ceil((scrollTop + height) / rowHeight) + OVERSCAN;
  return { from: Math.min(Math.max(0, from), rows), to: Math.min(Math.max(0, to), rows) };
}

/** How far to scroll so that a row is in view; where it is already, nothing moves. */
export function scrollToRow(row: number, scrollTop: number, height: number, rowHeight: number): number {
  const top = row * rowHeight;
  if (top < scrollTop) {
    return top;
  }
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : scrollTop;
}

/**
 * How far to scroll so that the first of some rows stands at the top, unless one of them is in view already.
 * @param positions of these rows, ascending; at least one.
 * @param rows of the whole list: it does not scroll beyond its end.
 */
export function scrollToFirst(
  positions: readonly number[],
  { scrollTop, height, rowHeight, rows }: { scrollTop: number; height: number; rowHeight: number; rows: number },
): number {
  const isInView = (position: number) => scrollToRow(position, scrollTop, height, rowHeight) === scrollTop;
  const [first] = positions;
  if (first === undefined || positions.some(isInView)) {
    return scrollTop;
  }
  return Math.min(first * rowHeight, Math.max(0, rows * rowHeight - height));
}

/** The row that a key leads to; null when the key is none of ours. */
export function rowAfterKey(key: string, row: number, rows: number, page: number): number | null {
  const moves: Partial<Record<string, number>> = {
    ArrowDown: row + 1,
    ArrowUp: row < 0 ? 0 : row - 1,
    PageDown: row + page,
    PageUp: row - page,
    Home: 0,
    End: rows - 1,
  };
  const target = moves[key];
  return target === undefined || rows === 0 ? null : Math.min(rows - 1, Math.max(0, target));
}
