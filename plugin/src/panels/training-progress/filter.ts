/** Which rows are shown: states by chips, words by text. Pure. */
import { STATE_ORDER } from '../../visual/sessionState';
import type { SessionRow } from './row';

export interface Filter {
  /** States that are shown; empty for all. */
  states: ReadonlySet<string>;
  text: string;
}

export const NO_FILTER: Filter = { states: new Set(), text: '' };

/** Every word must be somewhere in name, id, agent, state or objective. */
export function filterRows(rows: readonly SessionRow[], { states, text }: Filter): SessionRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (states.size > 0 && !states.has(row.state)) {
      return false;
    }
    const haystack = [row.name, row.id, row.agent, row.stateLabel, row.objectiveMetric].join('\n').toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}

export interface StateCount {
  state: string;
  label: string;
  color: string | null;
  count: number;
}

/** The states that occur, in the order of urgency, unknown ones last. */
export function countStates(rows: readonly SessionRow[]): StateCount[] {
  const counts = new Map<string, StateCount>();
  for (const { state, stateLabel, stateColor } of rows) {
    const known = counts.get(state);
    counts.set(state, { state, label: stateLabel, color: stateColor, count: (known?.count ?? 0) + 1 });
  }
  const rank = (state: string) => {
    const at = STATE_ORDER.findIndex((known) => known === state);
    return at < 0 ? STATE_ORDER.length : at;
  };
  return [...counts.values()].sort((a, b) => rank(a.state) - rank(b.state));
}

/** A chip clicked: its state is shown alone or beside others; with none left, all are shown again. */
export function toggleState(states: ReadonlySet<string>, state: string): ReadonlySet<string> {
  const next = new Set(states);
  if (!next.delete(state)) {
    next.add(state);
  }
  return next;
}
