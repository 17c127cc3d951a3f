/** Which field of a frame is x, and how its numbers are written. */
import { dateTimeFormat, FieldType, type DataFrame, type Field, type TimeZone } from '@grafana/data';
import { clockText, durationText } from '../../visual/durationText';
import { finiteOf } from '../../visual/fieldValue';
import { compactNumber, exactNumber } from '../../visual/numberText';
import type { XChoice } from './options';

export type XKind = 'step' | 'epoch' | 'tokens' | 'relative_time' | 'time' | 'metric' | 'row';

const NAMES: ReadonlyArray<readonly [Exclude<XKind, 'time' | 'metric' | 'row'>, RegExp]> = [
  ['step', /^_?(steps?|global_?steps?|iterations?|iter|train\/global_step)$/i],
  ['epoch', /^(epochs?|train\/epoch)$/i],
  ['tokens', /^(tokens(_total|_seen)?|num_tokens|(train\/)?num_input_tokens_seen)$/i],
  ['relative_time', /^(relative_time|elapsed(_seconds)?|_runtime|train_runtime)$/i],
];

/** What a field counts when it is used as x, told from its name and type; null for values. */
export function xKindOf(field: Field): XKind | null {
  if (field.type === FieldType.time) {
    return 'time';
  }
  return NAMES.find(([, pattern]) => pattern.test(field.name))?.[0] ?? null;
}

export interface XSource {
  kind: XKind;
  /** Missing for `row`, where the number of the row is x. */
  field?: Field;
  /** Subtracted from every value: relative time that is derived from time. */
  origin?: number;
  scale?: number;
}

const holdsNumbers = (field: Field) =>
  field.type === FieldType.number ||
  (field.type === FieldType.string && field.values.some((v) => finiteOf(v) !== null));

/**
 * The x of a frame. `auto` prefers step, epoch, tokens, relative time; then a number field that stands first and
 * ascends (x may be any metric); then time; at last the row number. Another choice that the frame can't serve falls
 * back to `auto`.
 */
export function chooseX(frame: DataFrame, choice: XChoice): XSource {
  const ofKind = (kind: XKind) => frame.fields.find((field) => xKindOf(field) === kind);
  if (choice !== 'auto') {
    const field = ofKind(choice);
    if (field) {
      return { kind: choice, field };
    }
    const time = ofKind('time');
    const origin = time?.values.map(finiteOf).find((value) => value !== null);
    if (choice === 'relative_time' && time && typeof origin === 'number') {
      return { kind: 'relative_time', field: time, origin, scale: 1e-3 };
    }
  }
  for (const [kind] of NAMES) {
    const field = ofKind(kind);
    if (field && holdsNumbers(field)) {
      return { kind, field };
    }
  }
  const first = frame.fields[0];
  const numbers = frame.fields.filter(holdsNumbers);
  if (first && numbers[0] === first && numbers.length > 1 && ascends(first)) {
    return { kind: 'metric', field: first };
  }
  const time = ofKind('time');
  return time ? { kind: 'time', field: time } : { kind: 'row' };
}

function ascends(field: Field): boolean {
  let before = -Infinity;
  for (const cell of field.values) {
    const value = finiteOf(cell);
    if (value === null || value < before) {
      return false;
    }
    before = value;
  }
  return true;
}

/** The word beside the axis and in the tooltip. */
export function xLabel(kind: XKind, metricName?: string): string {
  const labels: Record<XKind, string> = {
    step: 'Step',
    epoch: 'Epoch',
    tokens: 'Tokens',
    relative_time: 'Elapsed',
    time: 'Time',
    metric: metricName ?? 'x',
    row: 'Row',
  };
  return labels[kind];
}

/** x as an axis writes it: short. Time is left to the axis itself. */
export function xTick(kind: XKind, value: number): string {
  return kind === 'relative_time' ? clockText(value) : compactNumber(value, 6);
}

/** Also before the start: values may be logged with times of their own. */
const elapsedText = (seconds: number) => (seconds < 0 ? `−${durationText(-seconds)}` : durationText(seconds));

const MINUTE_MILLISECONDS = 60_000;

/** Whether points of time need their milliseconds to be told apart: a view of less than a minute. */
export function isPrecise(kind: XKind, [from, to]: readonly [number, number]): boolean {
  return kind === 'time' && to - from < MINUTE_MILLISECONDS;
}

/** x as the tooltip writes it: in full. @param precise times with milliseconds */
export function xText(kind: XKind, value: number, timeZone: TimeZone, precise = false): string {
  switch (kind) {
    case 'time':
      return dateTimeFormat(value, { timeZone, defaultWithMS: precise });
    case 'relative_time':
      return elapsedText(value);
    case 'tokens':
      return value >= 1e6 ? compactNumber(value, 4) : exactNumber(value);
    default:
      return exactNumber(value);
  }
}

/** x in passing, inside a sentence: step 3,400; 18 min; 11-20 09:30:00. */
export function xPhrase(kind: XKind, value: number, timeZone: TimeZone, precise = false): string {
  switch (kind) {
    case 'time':
      return dateTimeFormat(value, { timeZone, format: precise ? 'HH:mm:ss.SSS' : 'MM-DD HH:mm:ss' });
    case 'relative_time':
      return elapsedText(value);
    case 'metric':
      return `x ${exactNumber(value)}`;
    default:
      return `${xLabel(kind).toLowerCase()} ${xText(kind, value, timeZone)}`;
  }
}

/**
 * A stretch of x inside a sentence: steps 100 to 300; 18 min to 2 h. Its ends lie where a mouse let go: what is counted is
 * told in whole numbers, all else to a thousandth of the stretch.
 */
export function xRangePhrase(kind: XKind, [from, to]: readonly [number, number], timeZone: TimeZone): string {
  const isCounted = kind === 'step' || kind === 'tokens' || kind === 'row';
  const decimals = isCounted ? 0 : Math.min(15, Math.max(0, 3 - Math.floor(Math.log10(to - from))));
  const end = (value: number) => {
    const rounded = kind === 'time' || kind === 'relative_time' ? value : Number(value.toFixed(decimals));
    return xText(kind, rounded, timeZone, isPrecise(kind, [from, to]));
  };
  const ends = `${end(from)} to ${end(to)}`;
  switch (kind) {
    case 'time':
    case 'relative_time':
      return ends;
    case 'tokens':
      return `${ends} tokens`;
    case 'metric':
      return `x from ${ends}`;
    default:
      return `${xLabel(kind).toLowerCase()}s ${ends}`;
  }
}

/** Steps between ticks that read well where x is a duration in seconds; uPlot's own for all else. */
export function xIncrements(kind: XKind): number[] | undefined {
  if (kind === 'relative_time') {
    const day = 86_400;
    return [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, day].concat(
      [2, 5, 7, 14, 28].map((days) => days * day),
    );
  }
  if (kind === 'step' || kind === 'tokens' || kind === 'row') {
    // No half steps: whole numbers only.
    return Array.from({ length: 15 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();
  }
  return undefined;
}
