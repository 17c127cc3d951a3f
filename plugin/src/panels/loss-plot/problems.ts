/** Why there is nothing to draw, in words that say what to change. Pure. */
import type { DataFrame } from '@grafana/data';
import type { Curve } from './curve';
import { xLabel, type XSource } from './xAxis';

const MOST_NAMES = 8;

/** No field holds numbers. */
export function noNumberProblem(frames: readonly DataFrame[]): string {
  const names = frames.flatMap((frame) => frame.fields.map(({ name, type }) => `${name} (${type})`));
  const got = names.length === 0 ? 'no fields' : listed([...new Set(names)]);
  return `Needs a number field with values, such as training_loss, beside step, epoch or time. Got: ${got}`;
}

/** There are number fields, but no curve has a single value; null when one has. NaN and infinities are values. */
export function nothingToDrawProblem(
  curves: readonly Curve[],
  { kind, field }: XSource,
  limited: boolean,
): string | null {
  if (curves.some(({ y, broken }) => broken.length > 0 || y.some((value) => !Number.isNaN(value)))) {
    return null;
  }
  if (limited) {
    return 'Nothing was logged in the dashboard\'s time range. Widen it, or switch off "Limit to the time range"';
  }
  const rows = curves.reduce((sum, { frame }) => sum + frame.length, 0);
  if (rows > 0 && curves.every(({ x }) => x.length === 0)) {
    const name = field?.name ?? xLabel(kind);
    return `${name} holds no number in any row, so there is no x-axis. Choose another x-axis, or convert the field to numbers`;
  }
  const names = listed([...new Set(curves.map(({ field: { name } }) => name))]);
  return `${names}: no values yet, all ${rows} rows are empty`;
}

function listed(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
