/** Which rows are shown: states by chips, words by text. Pure. */
import { STATE_ORDER } from '../../visual/sessionState';
import type { SessionEntry } from './row';
import { tagsOf, tagText } from './tags';

export interface Filter {
  /** States that are shown; empty for all. */
  states: ReadonlySet<string>;
  text: string;
}

export const NO_FILTER: Filter = { states: new Set(), text: '' };

const haystack = ({ reader, index, name, id, agent, stateLabel, objectiveMetric }: SessionEntry) =>
  [
    name,
    id,
    agent,
    stateLabel,
    objectiveMetric,
    reader.text('group', index),
    ...tagsOf(reader.raw('tags', index)).map(tagText),
    reader.text('notes', index),
  ]
    .join('\n')
    .toLowerCase();

/** Every word must be somewhere in name, id, agent, state, objective, group, tags or notes. */
export function filterEntries(entries: readonly SessionEntry[], { states, text }: Filter): readonly SessionEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (states.size === 0 && words.length === 0) {
    return entries;
  }
  return entries.filter((entry) => {
    if (states.size > 0 && !states.has(entry.state)) {
      return false;
    }
    const hay = words.length === 0 ? '' : haystack(entry);
    return words.every((word) => hay.includes(word));
  });
}

export interface StateCount {
  state: string;
  label: string;
  color: string | null;
  count: number;
}

/** The states that occur, in the order of urgency, unknown ones last. */
export function countStates(entries: readonly SessionEntry[]): StateCount[] {
  const counts = new Map<string, StateCount>();
  for (const { state, stateLabel, stateColor } of entries) {
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
