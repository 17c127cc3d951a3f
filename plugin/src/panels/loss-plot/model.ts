/** Frames -> curves. Pure: knows neither colours nor pixels. */
import { FieldType, type DataFrame } from '@grafana/data';
import { numberOf, textOf } from '../../visual/fieldValue';
import type { Curve } from './curve';
import { draftsOf, type Draft, type Reading } from './drafts';
import { nameCurves } from './names';
import type { XChoice } from './options';
import { noNumberProblem, nothingToDrawProblem } from './problems';
import { markTails } from './tails';
import type { XKind } from './xAxis';
import { Y_TRANSFORMS } from './yTransform';

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

/** The curves of all frames. A wide frame gives one a value field; a long one one a session, metric or rank. */
export function buildModel(
  frames: readonly DataFrame[],
  choice: XChoice,
  strip: RegExp | null,
  { transform = 'none', within = null }: Partial<Pick<Reading, 'transform' | 'within'>> = {},
): LossModel {
  const model: LossModel = {
    xKind: 'step',
    xName: undefined,
    curves: [],
    strips: [],
    sessions: [],
    notices: [],
    problem: null,
  };
  const all = [...frames];
  const drafts = all.flatMap((frame, index) => draftsOf(frame, index, all, { choice, transform, strip, within }));
  const first = drafts.find(({ curve }) => curve.x.length > 0) ?? drafts[0];
  if (!first) {
    return { ...model, problem: noNumberProblem(frames) };
  }
  model.xKind = first.source.kind;
  model.xName = first.source.kind === 'metric' ? first.source.field?.name : undefined;
  const fitting = drafts.filter(({ source }) => source.kind === model.xKind);
  model.notices = noticesOf(drafts, fitting, choice, model.xKind);
  const kept = fitting.slice(0, MAX_CURVES).map(({ curve }) => curve);
  model.problem = nothingToDrawProblem(kept, first.source, within !== null);
  model.sessions = [...new Set(kept.map(({ session }) => session))];
  nameCurves(kept, model.sessions.length > 1);
  markTails(kept);
  for (const curve of kept) {
    (strip?.test(curve.metric) ? model.strips : model.curves).push(curve);
  }
  if (transform !== 'none') {
    const untouched = [
      ...new Set(model.curves.filter((curve) => curve.transform === 'none').map(({ metric }) => metric)),
    ];
    if (untouched.length > 0) {
      model.notices.push(`${Y_TRANSFORMS[transform].label} is of losses only: ${untouched.join(', ')} as logged`);
    }
  }
  return model;
}

function noticesOf(drafts: readonly Draft[], fitting: readonly Draft[], choice: XChoice, xKind: XKind): string[] {
  const notices: string[] = [];
  const word = (kind: string) => kind.replace('_', ' ');
  if (fitting.length < drafts.length) {
    notices.push(`${drafts.length - fitting.length} curves without ${word(xKind)} left out`);
  }
  if (xKind === 'row') {
    notices.push('No step, epoch or time in the data, drawn over the number of the row');
  } else if (choice !== 'auto' && xKind !== choice) {
    notices.push(`No ${word(choice)} in the data, drawn over ${word(xKind)}`);
  }
  if (fitting.length > MAX_CURVES) {
    notices.push(`${MAX_CURVES} of ${fitting.length} curves drawn`);
  }
  return [...notices, ...textNotices(fitting)];
}

/** Numbers that came as text are read, and said: a query that casts them would be faster and surer. */
function textNotices(drafts: readonly Draft[]): string[] {
  const fields = new Set(drafts.map(({ curve }) => curve.field).filter(({ type }) => type === FieldType.string));
  return [...fields].map(({ name, values }) => {
    const odd = values.filter((cell: unknown) => textOf(cell) !== null && numberOf(cell) === null);
    const example = odd.length > 0 ? `, ${odd.length} cells such as "${textOf(odd[0]) ?? ''}" are none` : '';
    return `${name} holds its numbers as text${example}`;
  });
}
