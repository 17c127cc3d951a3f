/** Which columns fit, what they are called and how wide they are. Pure. */
import { FieldType, type Field } from '@grafana/data';
import { COLUMN_SPECS, type Align, type ColumnSpec, type KnownColumnId } from './columnSpecs';
import { alignOf, isHidden, widthOf } from './fieldConfig';
import type { TrainingProgressOptions } from './options';
import type { SortKey } from './order';
import type { FrameReader } from './reader';
import type { SessionEntry } from './row';

/** A known column, or that of a field that was asked for. */
export type ColumnId = KnownColumnId | `field:${string}`;

export interface Column {
  id: ColumnId;
  /** The field that configures it and whose links it carries; null where no frame has one. */
  field: string | null;
  label: string;
  /** What the heading's tooltip says. */
  hint: string;
  sortKey: SortKey | null;
  align: Align;
  /** Pixels. */
  width: number;
}

/** Below this width the state is its shape alone, and rows start closer to the edge. */
export const ICON_STATE_BELOW = 560;
const ICON_STATE_WIDTH = 36;
/** Below this width rows become cards of two lines. */
export const CARDS_BELOW = 340;
/** Columns that squeeze themselves before they leave: name, state, objective, progress. */
const ESSENTIAL = 2;
/** No column but the name grows past this many times its least width. */
const MAX_GROWTH = 3.2;
const LEAST_NAME_WIDTH = 40;
/** Who asked for a column wants it more than the panel's own, but not more than progress and time left. */
const EXTRA_LEAVES = 3.5;
const EXTRA_WIDTH = 104;

/** What there is to lay out. */
export interface ColumnSource {
  entries: readonly SessionEntry[];
  readers: readonly FrameReader[];
  /** Fields of extra columns. */
  extra: readonly string[];
}

interface Candidate extends Omit<Column, 'width'>, Pick<ColumnSpec, 'grow' | 'leaves'> {
  min: number;
  wish: number;
}

const fieldIn = (readers: readonly FrameReader[], names: readonly string[]): Field | undefined => {
  for (const name of names) {
    for (const { fields } of readers) {
      const field = fields.get(name);
      if (field) {
        return field;
      }
    }
  }
  return undefined;
};

/** The columns that are wanted and have something to show, each with what its field's configuration says. */
function candidates(source: ColumnSource, options: TrainingProgressOptions, isNarrow: boolean): Candidate[] {
  const wanted = new Set<KnownColumnId>(['state', 'name']);
  for (const column of options.columns) {
    (column === 'scores' ? options.scores : [column]).forEach((id) => wanted.add(id));
  }
  if (!options.showPredictions) {
    wanted.delete('timeLeft');
  }
  const known = (Object.keys(COLUMN_SPECS) as KnownColumnId[]).flatMap((id): Candidate[] => {
    const spec = COLUMN_SPECS[id];
    const field = fieldIn(source.readers, spec.fields);
    if (!wanted.has(id) || isHidden(field) || !source.entries.some(spec.has)) {
      return [];
    }
    const { label, hint, sortKey, align, grow, leaves } = spec;
    const own = id === 'state' && isNarrow ? ICON_STATE_WIDTH : spec.min;
    const named = { id, field: field?.name ?? null, label: field?.config.displayName || label, hint, sortKey };
    return [{ ...named, align: alignOf(field) ?? align, leaves, ...room(field, own, spec.wish, grow) }];
  });
  const extra = source.extra.flatMap((name): Candidate[] => {
    const field = fieldIn(source.readers, [name]);
    if (!field || isHidden(field)) {
      return [];
    }
    const label = field.config.displayName || field.config.displayNameFromDS || name;
    const id = `field:${name}` as const;
    const align = alignOf(field) ?? (field.type === FieldType.number ? 'right' : 'left');
    const named = { id, field: name, label, hint: field.config.description || name, sortKey: id };
    return [{ ...named, align, leaves: EXTRA_LEAVES, ...room(field, EXTRA_WIDTH, undefined, 0.2) }];
  });
  // Behind what says how the session is doing, before the scores.
  const at = known.findIndex(({ id }) => id === 'overfitting_score' || COLUMN_SPECS[id as KnownColumnId].leaves >= 8);
  return at < 0 ? [...known, ...extra] : [...known.slice(0, at), ...extra, ...known.slice(at)];
}

/** A width that was chosen is kept to. */
function room(field: Field | undefined, min: number, wish = 0, grow: number) {
  const chosen = widthOf(field);
  return chosen === null ? { min, wish: Math.max(min, wish), grow } : { min: chosen, wish: chosen, grow: 0 };
}

/** The columns that are wanted, have something to show and fit; widths sum up to the given one. */
export function layoutColumns(width: number, source: ColumnSource, options: TrainingProgressOptions): Column[] {
  const all = candidates(source, options, width < ICON_STATE_BELOW);
  const fitting = keepFitting(all, width);
  const widths = distribute(fitting, width);
  return fitting.map(({ id, field, label, hint, sortKey, align }) => {
    return { id, field, label, hint, sortKey, align, width: widths.get(id) ?? 0 };
  });
}

type Measure = 'wish' | 'min';

const total = (columns: readonly Candidate[], measure: Measure) =>
  columns.reduce((sum, column) => sum + column[measure], 0);

/** First those leave that matter less, so that the rest has the room it wishes; then more, until all have the least. */
function keepFitting(all: readonly Candidate[], width: number): Candidate[] {
  let kept = [...all];
  const dropWhile = (measure: Measure, stays: (column: Candidate) => boolean) => {
    while (total(kept, measure) > width) {
      const droppable = kept.filter((column) => !stays(column));
      if (droppable.length === 0) {
        return;
      }
      // Of equals the last leaves first.
      const first = droppable.reduce((a, b) => (b.leaves >= a.leaves ? b : a));
      kept = kept.filter((column) => column !== first);
    }
  };
  dropWhile('wish', ({ leaves }) => leaves <= ESSENTIAL);
  dropWhile('min', ({ leaves }) => leaves === 0);
  return kept;
}

function distribute(columns: readonly Candidate[], width: number): Map<ColumnId, number> {
  const base: Measure = total(columns, 'wish') <= width ? 'wish' : 'min';
  const widths = new Map(columns.map((column) => [column.id, column[base]]));
  const spare = width - total(columns, base);
  const growth = columns.reduce((sum, { grow }) => sum + grow, 0);
  const rest = columns.find(({ id }) => id === 'name') ?? columns.at(-1);
  for (const column of columns) {
    if (column !== rest && spare > 0 && growth > 0) {
      const most = column.min * MAX_GROWTH - column[base];
      widths.set(column.id, column[base] + Math.max(0, Math.floor(Math.min((spare * column.grow) / growth, most))));
    }
  }
  if (rest) {
    const left = width - [...widths.values()].reduce((sum, part) => sum + part, 0);
    widths.set(rest.id, Math.max(LEAST_NAME_WIDTH, (widths.get(rest.id) ?? 0) + left));
  }
  return widths;
}
