/** The order of rows: what needs a look first, or what a header was clicked for. Pure. */
import type { ScoreName } from '@shadower-training/contract';
import { attentionRank, STATE_ORDER } from '../../visual/sessionState';
import type { SessionRow } from './row';

export type SortKey =
  'state' | 'name' | 'objective' | 'distance' | 'progress' | 'sinceBest' | 'timeLeft' | 'cost' | ScoreName;

export interface Sort {
  key: SortKey;
  descending: boolean;
}

/** Critical, warning; then running ones, then the rest; newest first within each. */
export function byAttention(a: SessionRow, b: SessionRow): number {
  // A mere hint (info) does not go before a running session.
  const urgency = (row: SessionRow) => Math.min(attentionRank(row.attention), 2);
  const isRunning = (row: SessionRow) => (row.state === 'running' ? 0 : 1);
  return (
    urgency(a) - urgency(b) ||
    isRunning(a) - isRunning(b) ||
    (b.startedAt ?? -Infinity) - (a.startedAt ?? -Infinity) ||
    compareNames(a, b)
  );
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
const compareNames = (a: SessionRow, b: SessionRow) => collator.compare(a.name, b.name) || collator.compare(a.id, b.id);

function sortValue(row: SessionRow, key: SortKey): number | null {
  switch (key) {
    case 'state': {
      const rank = STATE_ORDER.findIndex((state) => state === row.state);
      return rank < 0 ? STATE_ORDER.length : rank;
    }
    case 'name':
      return null;
    case 'progress':
      return row.progress ?? null;
    case 'objective':
    case 'distance':
    case 'sinceBest':
    case 'timeLeft':
    case 'cost':
      return row[key].value;
    default:
      return row.scores[key]?.value ?? null;
  }
}

/** Rows in order; empty cells stand last both ways, and equal rows keep the order of attention. */
export function sortRows(rows: readonly SessionRow[], sort: Sort | null): SessionRow[] {
  const base = [...rows].sort(byAttention);
  if (!sort) {
    return base;
  }
  const sign = sort.descending ? -1 : 1;
  if (sort.key === 'name') {
    return base.sort((a, b) => sign * compareNames(a, b));
  }
  const missing = (value: number | null) => value === null || Number.isNaN(value);
  return base.sort((a, b) => {
    const [left, right] = [sortValue(a, sort.key), sortValue(b, sort.key)];
    if (missing(left) || missing(right)) {
      return Number(missing(left)) - Number(missing(right));
    }
    return left === right ? 0 : sign * (Number(left) - Number(right));
  });
}

/** What a click on a header makes of the order: its first direction, the other one, none. */
export function nextSort(sort: Sort | null, key: SortKey): Sort | null {
  const descendingFirst = key !== 'name' && key !== 'state' && key !== 'timeLeft';
  if (sort?.key !== key) {
    return { key, descending: descendingFirst };
  }
  return sort.descending === descendingFirst ? { key, descending: !descendingFirst } : null;
}
