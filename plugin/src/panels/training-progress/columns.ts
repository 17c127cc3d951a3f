/** Which columns fit and how wide they are. Pure. */
import type { ScoreName } from '@shadower-training/contract';
import type { SessionRow } from './row';
import type { OptionalColumn, TrainingProgressOptions } from './options';
import type { SortKey } from './order';
import { SCORE_TEXTS } from './scores';

export type ColumnId = 'state' | 'name' | Exclude<OptionalColumn, 'scores'> | ScoreName;

export interface Column {
  id: ColumnId;
  label: string;
  /** What the heading's tooltip says. */
  hint: string;
  sortKey: SortKey | null;
  align: 'left' | 'right';
  /** Pixels. */
  width: number;
}

interface Spec {
  label: string;
  hint: string;
  sortKey: SortKey | null;
  align: 'left' | 'right';
  min: number;
  /** Width below which columns that matter less leave for it; `min` where nothing is said. */
  wish?: number;
  /** Share of spare room; 0 keeps to `min`. */
  grow: number;
  /** The higher, the earlier it leaves when room is short. State and name stay. */
  leaves: number;
  /** Whether any row has something to show. */
  has: (row: SessionRow) => boolean;
}

const score = (id: ScoreName, leaves: number): Spec => ({
  label: SCORE_TEXTS[id].short,
  hint: `${SCORE_TEXTS[id].label}: ${SCORE_TEXTS[id].meaning}. ${SCORE_TEXTS[id].formula}`,
  sortKey: id,
  align: 'right',
  min: 86,
  grow: 0,
  leaves,
  has: (row) => row.scores[id] !== undefined,
});

/** In the order on screen. Narrow panels lose: scores, cost, steps since best, sparkline, distance, time left, progress. */
const SPECS: Readonly<Record<ColumnId, Spec>> = {
  state: {
    label: 'State',
    hint: 'State of the session',
    sortKey: 'state',
    align: 'left',
    min: 128,
    grow: 0,
    leaves: 0,
    has: () => true,
  },
  name: {
    label: 'Session',
    hint: 'Name and agent',
    sortKey: 'name',
    align: 'left',
    min: 140,
    wish: 210,
    grow: 2,
    leaves: 0,
    has: () => true,
  },
  objective: {
    label: 'Objective',
    hint: 'Newest value of what the session is meant to improve',
    sortKey: 'objective',
    align: 'right',
    min: 84,
    grow: 0,
    leaves: 1,
    has: ({ objective }) => objective.text !== '',
  },
  distance: {
    label: 'vs best',
    hint: 'How much worse than its best value',
    sortKey: 'distance',
    align: 'right',
    min: 82,
    grow: 0,
    leaves: 4,
    has: ({ distance }) => distance.text !== '',
  },
  progress: {
    label: 'Progress',
    hint: 'Epoch and step, of the total where it is known',
    sortKey: 'progress',
    align: 'left',
    min: 72,
    wish: 130,
    grow: 3,
    leaves: 2,
    has: ({ epochs, steps }) => epochs !== null || steps !== null,
  },
  sinceBest: {
    label: 'Since best',
    hint: 'Steps since the best value',
    sortKey: 'sinceBest',
    align: 'right',
    min: 86,
    grow: 0,
    leaves: 6,
    has: ({ sinceBest }) => sinceBest.text !== '',
  },
  timeLeft: {
    label: 'Time left',
    hint: 'Remaining steps × recent median time of a step',
    sortKey: 'timeLeft',
    align: 'right',
    min: 108,
    grow: 0,
    leaves: 3,
    has: ({ timeLeft }) => timeLeft.text !== '',
  },
  sparkline: {
    label: 'Training loss',
    hint: 'The training loss so far',
    sortKey: null,
    align: 'left',
    min: 96,
    grow: 0.4,
    leaves: 5,
    has: ({ spark }) => spark.length > 0,
  },
  cost: {
    label: 'Cost',
    hint: 'As reported, else hours × price',
    sortKey: 'cost',
    align: 'right',
    min: 84,
    grow: 0,
    leaves: 7,
    has: ({ cost }) => cost.text !== '',
  },
  overfitting_score: score('overfitting_score', 8),
  generalization_score: score('generalization_score', 9),
  convergence_rate: score('convergence_rate', 10),
  stability_score: score('stability_score', 11),
};

/** Below this width the state is its shape alone, and rows start closer to the edge. */
export const ICON_STATE_BELOW = 560;
const ICON_STATE_WIDTH = 36;
/** Below this width rows become cards of two lines. */
export const CARDS_BELOW = 340;
/** Columns that squeeze themselves before they leave: name, state, objective, progress. */
const ESSENTIAL = 2;
/** No column but the name grows past this many times its least width. */
const MAX_GROWTH = 3.2;

/** The columns that are wanted, have something to show and fit; widths sum up to the given one. */
export function layoutColumns(width: number, rows: readonly SessionRow[], options: TrainingProgressOptions): Column[] {
  const wanted = new Set<ColumnId>(['state', 'name']);
  for (const column of options.columns) {
    (column === 'scores' ? options.scores : [column]).forEach((id) => wanted.add(id));
  }
  if (!options.showPredictions) {
    wanted.delete('timeLeft');
  }
  const narrow = width < ICON_STATE_BELOW;
  const min = (id: ColumnId) => (id === 'state' && narrow ? ICON_STATE_WIDTH : SPECS[id].min);
  let ids = (Object.keys(SPECS) as ColumnId[]).filter((id) => wanted.has(id) && rows.some(SPECS[id].has));
  const wish = (id: ColumnId) => Math.max(min(id), SPECS[id].wish ?? 0);
  const total = (widthOf: (id: ColumnId) => number) => ids.reduce((sum, id) => sum + widthOf(id), 0);
  const dropWhile = (isTooWide: () => boolean, kept: (id: ColumnId) => boolean) => {
    for (let rest = ids.filter((id) => !kept(id)); isTooWide() && rest.length > 0;) {
      const first = rest.reduce((a, b) => (SPECS[b].leaves > SPECS[a].leaves ? b : a));
      rest = rest.filter((id) => id !== first);
      ids = ids.filter((id) => id !== first);
    }
  };
  dropWhile(
    () => total(wish) > width,
    (id) => SPECS[id].leaves <= ESSENTIAL,
  );
  dropWhile(
    () => total(min) > width,
    (id) => SPECS[id].leaves === 0,
  );
  const base = total(wish) <= width ? wish : min;
  const widths = new Map(ids.map((id) => [id, base(id)]));
  let spare = width - total(base);
  const growth = ids.reduce((sum, id) => sum + SPECS[id].grow, 0);
  for (const id of ids) {
    if (id !== 'name' && spare > 0) {
      const more = Math.floor(Math.min((spare * SPECS[id].grow) / growth, min(id) * MAX_GROWTH - base(id)));
      widths.set(id, base(id) + Math.max(0, more));
    }
  }
  spare = width - [...widths.values()].reduce((sum, part) => sum + part, 0);
  widths.set('name', Math.max(40, (widths.get('name') ?? 0) + spare));
  return ids.map((id) => {
    const { label, hint, sortKey, align } = SPECS[id];
    return { id, label, hint, sortKey, align, width: widths.get(id) ?? 0 };
  });
}
