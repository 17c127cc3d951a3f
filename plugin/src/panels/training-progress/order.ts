/** The order of rows: what needs a look first, or what a header was clicked for. Pure. */
import type { ScoreName } from '@shadower-training/contract';
import { attentionRank, STATE_ORDER } from '../../visual/sessionState';
import { distanceOf, progressOf } from './measures';
import type { SessionEntry } from './row';

export type KnownSortKey =
  | 'state'
  | 'name'
  | 'objective'
  | 'distance'
  | 'progress'
  | 'sinceBest'
  | 'timeLeft'
  | 'duration'
  | 'lastNews'
  | 'cost'
  | ScoreName;
/** A known column, or the field of an extra one. */
export type SortKey = KnownSortKey | `field:${string}`;

export interface Sort {
  key: SortKey;
  descending: boolean;
}

/** A mere hint (info), and what is settled, do not go before a running session. */
const NOT_URGENT = 2;

const urgency = ({ attention, isSettled }: SessionEntry) =>
  isSettled ? NOT_URGENT : Math.min(attentionRank(attention), NOT_URGENT);

/** Critical, warning (both as long as they are news); then running ones, then the rest; newest first within each. */
export function byAttention(a: SessionEntry, b: SessionEntry): number {
  const isRunning = (entry: SessionEntry) => (entry.state === 'running' ? 0 : 1);
  return (
    urgency(a) - urgency(b) ||
    isRunning(a) - isRunning(b) ||
    (b.startedAt ?? -Infinity) - (a.startedAt ?? -Infinity) ||
    compareNames(a, b)
  );
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
const compareNames = (a: SessionEntry, b: SessionEntry) =>
  collator.compare(a.name, b.name) || collator.compare(a.id, b.id);

const FIELDS: Readonly<Record<Exclude<KnownSortKey, 'state' | 'name' | 'distance' | 'progress' | 'duration'>, string>> =
  {
    objective: 'objective_value',
    sinceBest: 'steps_since_best',
    timeLeft: 'time_left_seconds',
    lastNews: 'last_news_at',
    cost: 'training_cost_usd',
    overfitting_score: 'overfitting_score',
    generalization_score: 'generalization_score',
    convergence_rate: 'convergence_rate',
    stability_score: 'stability_score',
  };

/** What stands in a column, to compare; null for nothing. Words are compared as people do. */
function sortValue(entry: SessionEntry, key: SortKey): number | string | null {
  const { reader, index } = entry;
  switch (key) {
    case 'state': {
      const rank = STATE_ORDER.findIndex((state) => state === entry.state);
      return rank < 0 ? STATE_ORDER.length : rank;
    }
    case 'name':
      return entry.name;
    case 'distance':
      return distanceOf(entry)?.value ?? null;
    case 'progress':
      return progressOf(entry);
    case 'duration': {
      const end = reader.time('completed_at', index) ?? reader.time('last_news_at', index);
      const lasted = end !== null && entry.startedAt !== null ? (end - entry.startedAt) / 1_000 : null;
      const hours = reader.finite('duration_hours', index);
      return lasted ?? reader.finite('duration_seconds', index) ?? (hours === null ? null : hours * 3_600);
    }
    case 'lastNews':
      return reader.time('last_news_at', index);
    default: {
      const name = key.startsWith('field:') ? key.slice('field:'.length) : FIELDS[key as keyof typeof FIELDS];
      return reader.number(name, index) ?? (key.startsWith('field:') ? reader.text(name, index) : null);
    }
  }
}

const isMissing = (value: number | string | null) => value === null || Number.isNaN(value);

function compareValues(left: number | string | null, right: number | string | null): number {
  if (typeof left === 'number' && typeof right === 'number') {
    return left === right ? 0 : left - right;
  }
  return collator.compare(String(left), String(right));
}

/** Rows in order; empty cells stand last both ways, and equal rows keep the order of attention. */
export function sortEntries(entries: readonly SessionEntry[], sort: Sort | null): SessionEntry[] {
  const base = [...entries].sort(byAttention);
  if (!sort) {
    return base;
  }
  const sign = sort.descending ? -1 : 1;
  const keyed = base.map((entry) => ({ entry, value: sortValue(entry, sort.key) }));
  keyed.sort((a, b) =>
    isMissing(a.value) || isMissing(b.value)
      ? Number(isMissing(a.value)) - Number(isMissing(b.value))
      : sign * compareValues(a.value, b.value),
  );
  return keyed.map(({ entry }) => entry);
}

const ASCENDING_FIRST: readonly SortKey[] = ['name', 'state', 'timeLeft'];

/** What a click on a header makes of the order: its first direction, the other one, none. */
export function nextSort(sort: Sort | null, key: SortKey): Sort | null {
  const descendingFirst = !ASCENDING_FIRST.includes(key);
  if (sort?.key !== key) {
    return { key, descending: descendingFirst };
  }
  return sort.descending === descendingFirst ? { key, descending: !descendingFirst } : null;
}
