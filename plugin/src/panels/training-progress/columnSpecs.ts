/** The columns that the panel knows: their headings, widths and fields. */
import type { ScoreName } from '@shadower-training/contract';
import { distanceOf } from './measures';
import type { OptionalColumn } from './options';
import type { KnownSortKey } from './order';
import type { SessionEntry } from './row';
import { SCORE_TEXTS } from './scores';
import { tagsOf } from './tags';

export type KnownColumnId = 'state' | 'name' | Exclude<OptionalColumn, 'scores'> | ScoreName;
export type Align = 'left' | 'center' | 'right';

export interface ColumnSpec {
  label: string;
  /** What the heading's tooltip says. */
  hint: string;
  /** The first of these that a frame has configures the column: its heading, width, links, whether it is hidden. */
  fields: readonly string[];
  sortKey: KnownSortKey | null;
  align: Align;
  /** Pixels. */
  min: number;
  /** Width below which columns that matter less leave for it; `min` where nothing is said. */
  wish?: number;
  /** Share of spare room; 0 keeps to `min`. */
  grow: number;
  /** The higher, the earlier it leaves when room is short. State and name stay. */
  leaves: number;
  /** Whether a session has something to show. */
  has: (entry: SessionEntry) => boolean;
}

const hasValue =
  (name: string) =>
  ({ reader, index }: SessionEntry): boolean =>
    reader.number(name, index) !== null;

const hasAny =
  (...names: string[]) =>
  ({ reader, index }: SessionEntry): boolean =>
    names.some((name) => {
      const value = reader.raw(name, index);
      return value !== null && value !== undefined && value !== '';
    });

const score = (id: ScoreName, leaves: number): ColumnSpec => ({
  fields: [id],
  label: SCORE_TEXTS[id].short,
  hint: `${SCORE_TEXTS[id].label}: ${SCORE_TEXTS[id].meaning}. ${SCORE_TEXTS[id].formula}`,
  sortKey: id,
  align: 'right',
  min: 86,
  grow: 0,
  leaves,
  has: hasAny(id, `${id}_reason`),
});

/**
 * In the order on screen. Narrow panels lose: last news, tags, scores, cost, duration, steps since best, sparkline,
 * distance, time left, progress.
 */
export const COLUMN_SPECS: Readonly<Record<KnownColumnId, ColumnSpec>> = {
  state: {
    fields: ['state'],
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
    fields: ['name', 'session_id'],
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
    fields: ['objective_value'],
    label: 'Objective',
    hint: 'Newest value of what the session is meant to improve',
    sortKey: 'objective',
    align: 'right',
    min: 84,
    grow: 0,
    leaves: 1,
    has: hasValue('objective_value'),
  },
  distance: {
    fields: [],
    label: 'vs best',
    hint: 'How much worse than its best value',
    sortKey: 'distance',
    align: 'right',
    min: 82,
    grow: 0,
    leaves: 4,
    has: (entry) => distanceOf(entry) !== null,
  },
  progress: {
    fields: ['current_step', 'current_epoch'],
    label: 'Progress',
    hint: 'Epoch and step, of the total where it is known',
    sortKey: 'progress',
    align: 'left',
    min: 72,
    wish: 130,
    grow: 3,
    leaves: 2,
    has: hasAny('current_epoch', 'current_step'),
  },
  sinceBest: {
    fields: ['steps_since_best'],
    label: 'Since best',
    hint: 'Steps since the best value',
    sortKey: 'sinceBest',
    align: 'right',
    min: 86,
    grow: 0,
    leaves: 6,
    has: hasValue('steps_since_best'),
  },
  timeLeft: {
    fields: ['time_left_seconds'],
    label: 'Time left',
    hint: 'Remaining steps × recent median time of a step',
    sortKey: 'timeLeft',
    align: 'right',
    min: 108,
    grow: 0,
    leaves: 3,
    has: hasValue('time_left_seconds'),
  },
  duration: {
    fields: ['duration_seconds', 'duration_hours'],
    label: 'Duration',
    hint: 'From the start to the end, so far where it goes on',
    sortKey: 'duration',
    align: 'right',
    min: 104,
    grow: 0,
    leaves: 6.5,
    has: hasAny('started_at', 'duration_seconds', 'duration_hours'),
  },
  sparkline: {
    fields: ['sparkline'],
    label: 'Training loss',
    hint: 'The training loss so far',
    sortKey: null,
    align: 'left',
    min: 96,
    grow: 0.4,
    leaves: 5,
    has: hasAny('sparkline'),
  },
  cost: {
    fields: ['training_cost_usd'],
    label: 'Cost',
    hint: 'As reported, else hours × price',
    sortKey: 'cost',
    align: 'right',
    min: 84,
    grow: 0,
    leaves: 7,
    has: hasValue('training_cost_usd'),
  },
  overfitting_score: score('overfitting_score', 8),
  generalization_score: score('generalization_score', 9),
  convergence_rate: score('convergence_rate', 10),
  stability_score: score('stability_score', 11),
  tags: {
    fields: ['tags', 'notes'],
    label: 'Tags',
    hint: 'Tags, and notes where there are some',
    sortKey: null,
    align: 'left',
    min: 110,
    wish: 150,
    grow: 1,
    leaves: 10.5,
    has: ({ reader, index }) => tagsOf(reader.raw('tags', index)).length > 0 || reader.text('notes', index) !== null,
  },
  lastNews: {
    fields: ['last_news_at'],
    label: 'Last news',
    hint: 'When the session was last heard of',
    sortKey: 'lastNews',
    align: 'right',
    min: 94,
    grow: 0,
    leaves: 13,
    has: hasAny('last_news_at'),
  },
};
