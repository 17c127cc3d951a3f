/**
 * Bands: two fields of a frame of which one says `custom.fillBelowTo` = name of the other, as in Grafana's time series
 * panel. Where a third field carries the middle (`loss` beside `loss minimum` and `loss maximum`), the three are one
 * curve with a band. Pure.
 */
import { getFieldDisplayName, type DataFrame, type Field } from '@grafana/data';
import type { Combination } from '@shadower-training/contract';
import { fieldNamed, finiteOf, numberOf, textOf } from '../../visual/fieldValue';
import type { Columns } from './columns';
import { readStyle } from './curveStyle';
import { transformValue, type YTransform } from './yTransform';

/** Columns beside those of the middle: one value a position. */
export interface Band {
  lower: Float64Array;
  upper: Float64Array;
  /** How many curves have a value there; NaN where nobody said. */
  counts: Float64Array;
  /** Percent; null leaves it to the panel. */
  fillOpacity: number | null;
  combined: Combined | null;
}

/** What a curve that stands for several was made of, as far as it is known. */
export interface Combined {
  by: Combination['by'] | null;
  group: string | null;
  /** How many curves are in it; null when unknown. */
  members: number | null;
  slowestRank: string | null;
}

export interface BandFields {
  lower: Field;
  upper: Field;
  /** The field of the middle; null where there are only two. */
  middle: Field | null;
  counts: Field | null;
}

const SUFFIX = /[ _./-]*(max(imum)?|upper|high)$/i;
const COUNTS = [/^(count|n)$/i];

/** The bands of a frame. A name may be a field's own or the one that it is shown with. */
export function bandsOf(frame: DataFrame): BandFields[] {
  return frame.fields.flatMap((upper): BandFields[] => {
    const name = readStyle(upper).fillBelowTo;
    const lower = name === null ? undefined : findField(frame, name);
    if (!lower || lower === upper) {
      return [];
    }
    const base = upper.name.replace(SUFFIX, '');
    const middle = base === upper.name ? undefined : fieldNamed(frame, base);
    const counts =
      frame.fields.find((field) => field.name === `${base} count`) ??
      frame.fields.find((field) => COUNTS.some((pattern) => pattern.test(field.name)));
    return [{ lower, upper, middle: middle ?? null, counts: counts ?? null }];
  });
}

function findField(frame: DataFrame, name: string): Field | undefined {
  return (
    fieldNamed(frame, name) ??
    frame.fields.find((field) => field.config.displayNameFromDS === name || getFieldDisplayName(field, frame) === name)
  );
}

/** Reads the band at the rows of its middle. A value that is missing or not finite is NaN: no band there. */
export function readBand(
  { lower, upper, counts }: BandFields,
  { rows }: Columns,
  frame: DataFrame,
  transform: YTransform,
  first: number,
): Band {
  const column = (field: Field) => {
    const out = new Float64Array(rows.length);
    for (let index = 0; index < rows.length; index++) {
      const value = transformValue(transform, numberOf(field.values[rows[index]!]) ?? NaN, first);
      out[index] = Number.isFinite(value) ? value : NaN;
    }
    return out;
  };
  return {
    lower: column(lower),
    upper: column(upper),
    counts: Float64Array.from(rows, (row) => (counts ? (finiteOf(counts.values[row]) ?? NaN) : NaN)),
    fillOpacity: readStyle(upper).fillOpacity,
    combined: readCombined(frame),
  };
}

type Bag = Readonly<Partial<Record<keyof Combination, unknown>>>;

/** `frame.meta.custom.combined`, read leniently; null where the frame says nothing of it. */
export function readCombined(frame: DataFrame): Combined | null {
  const custom: unknown = frame.meta?.custom;
  const told: unknown = (custom as { combined?: unknown } | undefined)?.combined;
  if (typeof told !== 'object' || told === null) {
    return null;
  }
  const { by, group, ranks, session_ids: sessions, slowest_rank: slowest } = told as Bag;
  const members = by === 'rank' ? ranks : sessions;
  return {
    by: by === 'group' || by === 'rank' ? by : null,
    group: textOf(group),
    members: Array.isArray(members) ? members.length : null,
    slowestRank: textOf(slowest),
  };
}
