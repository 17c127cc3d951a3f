/**
 * What a datasource may know about a curve beside its points: `frame.meta.custom`, see frames/curve-marks.ts. Read
 * leniently, because a frame may come from an older or newer exporter or from somebody's script; what is missing the
 * panel works out from the curves.
 */
import type { DataFrame } from '@grafana/data';
import type { CurveMarks } from '../../frames/curve-marks';
import { finiteOf, textOf } from '../../visual/fieldValue';

/** A place told by its x on the curve's own axis, by its step, or by both. */
export interface Place {
  x: number | null;
  step: number | null;
}

export interface KnownMarks {
  objective: string | null;
  direction: CurveMarks['objective']['direction'] | null;
  best: (Place & { value: number | null }) | null;
  earlyStop: Place | null;
  /** True or false by the datasource's word; null when it said nothing. */
  overfitting: boolean | null;
  attempts: ReadonlyArray<Place & { attempt: number }>;
}

export const NO_MARKS: KnownMarks = {
  objective: null,
  direction: null,
  best: null,
  earlyStop: null,
  overfitting: null,
  attempts: [],
};

/** GL/(GL + .05): at .5 the newest value is 5 % worse than the best one. */
export const OVERFITTING_FROM = 0.5;

type Bag = Readonly<Partial<Record<string, unknown>>>;
const bagOf = (value: unknown): Bag | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : null;

export function readMarks(frame: DataFrame): KnownMarks {
  const custom = bagOf(frame.meta?.custom);
  if (!custom) {
    return NO_MARKS;
  }
  const objective = bagOf(custom.objective);
  const direction = objective?.direction;
  return {
    objective: textOf(objective?.metric),
    direction: direction === 'minimize' || direction === 'maximize' ? direction : null,
    best: best(custom.best),
    earlyStop: place(custom.early_stop),
    overfitting: overfitting(custom.overfitting),
    attempts: (Array.isArray(custom.attempts) ? custom.attempts : []).map((item: unknown, index) => {
      const bag = bagOf(item);
      return {
        attempt: finiteOf(bag?.attempt) ?? index + 1,
        x: finiteOf(bag?.x),
        step: finiteOf(bag?.first_step),
      };
    }),
  };
}

function place(value: unknown): Place | null {
  const bag = bagOf(value);
  return bag && { x: finiteOf(bag.x), step: finiteOf(bag.step) };
}

function best(value: unknown): KnownMarks['best'] {
  const told = place(value);
  return told && { ...told, value: finiteOf(bagOf(value)?.value) };
}

function overfitting(value: unknown): boolean | null {
  if (typeof value === 'boolean') {
    return value;
  }
  const score = finiteOf(bagOf(value)?.score ?? value);
  return score === null ? (bagOf(value) ? true : null) : score >= OVERFITTING_FROM;
}
