/** Frames -> curves. Pure: knows neither colours nor pixels. */
import { FieldType, getFieldDisplayName, type DataFrame, type Field } from '@grafana/data';
import { numberOf, textOf } from '../../visual/fieldValue';
import { metricLabel, metricRole } from '../../visual/metricRole';
import { readColumns, type Curve } from './curve';
import { readMarks } from './curveMarks';
import type { XChoice } from './options';
import { chooseX, xKindOf, type XKind, type XSource } from './xAxis';

/** More curves than anybody can tell apart; the rest is left out and said so. */
export const MAX_CURVES = 200;

export interface LossModel {
  xKind: XKind;
  /** Name of the field that x is, where x is a metric. */
  xName: string | undefined;
  /** Curves of the main plot, then those of the strips, in the order of the frames. */
  curves: Curve[];
  strips: Curve[];
  /** Ids of sessions in the order they came. */
  sessions: string[];
  notices: string[];
  /** What keeps the panel from drawing anything; null when it can. */
  problem: string | null;
}

const SESSION_FIELDS = ['session_id', 'session', 'run_id', 'run'];
const SAMPLE = 200;

/** Whether a field holds values to draw: numbers, or text that reads as numbers. */
function isValueField(field: Field): boolean {
  if (field.type === FieldType.number) {
    return true;
  }
  if (field.type !== FieldType.string || SESSION_FIELDS.includes(field.name)) {
    return false;
  }
  const cells = field.values.slice(0, SAMPLE).filter((cell: unknown) => textOf(cell) !== null);
  return cells.length > 0 && cells.every((cell: unknown) => numberOf(cell) !== null);
}

/** The curves of all frames. A wide frame gives one a value field; a table with a session column one a session. */
export function buildModel(frames: readonly DataFrame[], choice: XChoice, strip: RegExp | null): LossModel {
  const model: LossModel = {
    xKind: 'step',
    xName: undefined,
    curves: [],
    strips: [],
    sessions: [],
    notices: [],
    problem: null,
  };
  const drafts = frames.flatMap((frame, index) => draftsOf(frame, index, frames, choice));
  const first = drafts.find(({ curve }) => curve.x.length > 0) ?? drafts[0];
  if (!first) {
    return { ...model, problem: problemOf(frames) };
  }
  model.xKind = first.source.kind;
  model.xName = first.source.kind === 'metric' ? first.source.field?.name : undefined;
  const fitting = drafts.filter(({ source }) => source.kind === model.xKind);
  if (fitting.length < drafts.length) {
    model.notices.push(`${drafts.length - fitting.length} curves without ${model.xKind} left out`);
  }
  if (choice !== 'auto' && model.xKind !== choice) {
    model.notices.push(`No ${choice.replace('_', ' ')} in the data, drawn over ${model.xKind.replace('_', ' ')}`);
  }
  if (fitting.length > MAX_CURVES) {
    model.notices.push(`${MAX_CURVES} of ${fitting.length} curves drawn`);
  }
  const kept = fitting.slice(0, MAX_CURVES).map(({ curve }) => curve);
  model.sessions = [...new Set(kept.map(({ session }) => session))];
  nameCurves(kept, model.sessions.length > 1);
  for (const curve of kept) {
    (strip?.test(curve.metric) ? model.strips : model.curves).push(curve);
  }
  return model;
}

/** Says what is missing, so that the reader knows what to change. */
function problemOf(frames: readonly DataFrame[]): string {
  const names = frames.flatMap((frame) => frame.fields.map(({ name, type }) => `${name} (${type})`));
  const got = names.length === 0 ? 'no fields' : [...new Set(names)].slice(0, 8).join(', ');
  return `Needs a number field with values, such as training_loss, beside step, epoch or time. Got: ${got}`;
}

interface Draft {
  curve: Curve;
  source: XSource;
}

function draftsOf(frame: DataFrame, index: number, frames: readonly DataFrame[], choice: XChoice): Draft[] {
  const source = chooseX(frame, choice);
  const values = frame.fields.filter(
    (field) => field !== source.field && xKindOf(field) === null && isValueField(field),
  );
  const groups = groupRows(frame);
  const marks = readMarks(frame);
  return values.flatMap((field) => {
    const labels = field.labels ?? {};
    const metric = labels.metric ?? field.name;
    return groups.map(({ session, rows, size }): Draft => {
      const id = session ?? labels.session_id ?? labels.session ?? frame.name ?? frame.refId ?? String(index);
      const attempt = labels.attempt ?? null;
      return {
        source,
        curve: {
          ...readColumns(source, field, rows, size),
          key: [id, metric, attempt ?? '', ...Object.entries(labels).flat()].join('\u0000'),
          session: id,
          sessionName: session ?? labels.session ?? id,
          metric,
          role: metricRole(metric),
          attempt,
          name: metric,
          fieldName: getFieldDisplayName(field, frame, [...frames]),
          field,
          frame,
          hidden: isHidden(field),
          marks,
        },
      };
    });
  });
}

function isHidden(field: Field): boolean {
  const custom: unknown = field.config.custom;
  const hideFrom = (custom as { hideFrom?: { viz?: boolean } } | undefined)?.hideFrom;
  return hideFrom?.viz === true;
}

interface RowGroup {
  session: string | null;
  rows: Iterable<number>;
  size: number;
}

/** Rows of each session where a text field names sessions; else all rows. */
function groupRows(frame: DataFrame): RowGroup[] {
  const field = SESSION_FIELDS.map((name) => frame.fields.find((candidate) => candidate.name === name)).find(
    (found) => found?.type === FieldType.string,
  );
  if (!field) {
    // An iterator can be walked only once, and every value field walks it: an iterable of new ones.
    const rows = { [Symbol.iterator]: () => Array(frame.length).keys() };
    return [{ session: null, rows, size: frame.length }];
  }
  const groups = new Map<string, number[]>();
  for (let row = 0; row < frame.length; row++) {
    const session = textOf(field.values[row]) ?? '';
    const rows = groups.get(session);
    if (rows) {
      rows.push(row);
    } else {
      groups.set(session, [row]);
    }
  }
  return [...groups].map(([session, rows]) => ({ session, rows, size: rows.length }));
}

/** The shortest name that tells a curve from the others; an override's display name stands as it is. */
function nameCurves(curves: readonly Curve[], severalSessions: boolean): void {
  const seen = new Map<string, number>();
  for (const curve of curves) {
    const { config, labels } = curve.field;
    // Our datasource's own name repeats the session, which a plot of one session needn't.
    const chosen = config.displayName || (labels?.session_id ? null : config.displayNameFromDS);
    const attempt = curve.attempt === null ? '' : ` #${curve.attempt}`;
    const own = `${metricLabel(curve.metric)}${attempt}`;
    const base = chosen || (severalSessions ? `${curve.sessionName} · ${own}` : own);
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    // Duplicate names stay tellable, and so do their keys, which React needs to be unique.
    curve.name = count === 1 ? base : `${base} (${count})`;
    curve.key = count === 1 ? curve.key : `${curve.key}\u0000${count}`;
  }
}
