/** Keys that move the cursor of a focused plot, from point to point. Pure. */
import { lowerBound } from './curve';
import type { Line } from './lines';
import type { Range } from './ranges';

/** Share of the view that a step with the shift key covers. */
const STRIDE = 0.1;

/** What a key asks for: another place of the cursor, another view (null for the whole), no cursor; null for nothing. */
export type KeyRequest = { cursor: number } | { view: Range | null } | 'leave' | null;

export function keyRequest(
  key: string,
  shift: boolean,
  at: number | null,
  lines: readonly Line[],
  view: Range,
): KeyRequest {
  const [from, to] = view;
  const middle = at ?? (from + to) / 2;
  switch (key) {
    case 'ArrowRight':
      return { cursor: at === null ? from : next(lines, at, view, 1, shift) };
    case 'ArrowLeft':
      return { cursor: at === null ? to : next(lines, at, view, -1, shift) };
    case 'Home':
      return { cursor: from };
    case 'End':
      return { cursor: to };
    case '+':
      return { view: [middle - (middle - from) / 2, middle + (to - middle) / 2] };
    case '-':
    case '0':
      return { view: null };
    case 'Escape':
      return 'leave';
    default:
      return null;
  }
}

/** The nearest point of any curve on one side of x, within the view. */
function next(lines: readonly Line[], at: number, [from, to]: Range, direction: 1 | -1, shift: boolean): number {
  const start = shift ? at + direction * STRIDE * (to - from) : at;
  let best: number | null = null;
  for (const { curve } of lines) {
    const { x } = curve;
    let index = lowerBound(x, start);
    if (direction > 0) {
      while (index < x.length && x[index]! <= start) {
        index++;
      }
    } else {
      index--;
    }
    const found = x[index];
    if (found !== undefined && (best === null || direction * (found - best) < 0)) {
      best = found;
    }
  }
  return Math.min(to, Math.max(from, best ?? start));
}
