/** One row of a sessions frame -> what its cells say. */
import { formattedValueToString, type DataFrame, type GrafanaTheme2 } from '@grafana/data';
import { durationText } from '../../visual/durationText';
import { displayOf, fieldNamed, finiteOf, numberOf, textOf } from '../../visual/fieldValue';
import { compactNumber, exactNumber, metricText } from '../../visual/numberText';
import { attentionLevel, stateLook } from '../../visual/sessionState';
import type { Cell, ScoreCell, SessionRow } from './row';
import { ALL_SCORES } from './scores';
import { sparklineValues } from './sparkline';

const EMPTY: Cell = { value: null, text: '', color: null };
const percent = new Intl.NumberFormat('en-US', { style: 'percent', maximumSignificantDigits: 2 });

/** The row, or null when it names no session. */
export function readSession(frame: DataFrame, index: number, theme: GrafanaTheme2): SessionRow | null {
  const text = (name: string) => textOf(fieldNamed(frame, name)?.values[index]);
  const number = (name: string) => finiteOf(fieldNamed(frame, name)?.values[index]);
  const cell = (name: string, plain: (value: number) => string) => numberCell(frame, name, index, theme, plain);
  const id = text('session_id');
  if (id === null) {
    return null;
  }
  const state = text('state') ?? 'unknown';
  const maximize = text('objective_direction') === 'maximize';
  const metric = cell('objective_value', () => metricOf('objective_value'));
  const best = cell('objective_best', () => metricOf('objective_best'));
  const row: Omit<SessionRow, 'signature'> = {
    id,
    frame,
    index,
    name: text('name') ?? id,
    agent: text('agent_id'),
    state,
    ...stateCell(frame, state, theme),
    attention: attentionLevel(text('attention')),
    attentionReason: text('attention_reason'),
    objectiveMetric: text('objective_metric'),
    maximize,
    objective: metric,
    best,
    bestStep: cell('best_step', exactNumber),
    distance: distanceCell(metric.value, best.value, maximize),
    ...progress(number, state),
    sinceBest: cell('steps_since_best', compactNumber),
    timeLeft: cell('time_left_seconds', durationText),
    cost: cell('training_cost_usd', (value) => `$${value.toFixed(2)}`),
    scores: Object.fromEntries(
      ALL_SCORES.filter((name) => fieldNamed(frame, name)).map((name) => [name, scoreCell(frame, name, index, theme)]),
    ),
    spark: sparklineValues(fieldNamed(frame, 'sparkline')?.values[index]),
    startedAt: number('started_at'),
  };
  return { ...row, signature: signatureOf(row) };

  function metricOf(name: string): string {
    const field = fieldNamed(frame, name);
    return field ? metricText(field, numberOf(field.values[index]), theme) : '';
  }
}

/** What a field's configuration says goes first; the panel's own words only where nobody chose a unit. */
function numberCell(
  frame: DataFrame,
  name: string,
  index: number,
  theme: GrafanaTheme2,
  plain: (value: number) => string,
): Cell {
  const field = fieldNamed(frame, name);
  const value = numberOf(field?.values[index]);
  if (!field || value === null) {
    return EMPTY;
  }
  const { unit, decimals, mappings, color } = field.config;
  // Seconds are told in words of our own: "7.5 ks" is what the unit would make of two hours.
  const chosen = unit !== undefined && unit !== 'none' && unit !== 's';
  const configured = chosen || (unit === undefined && typeof decimals === 'number') || (mappings?.length ?? 0) > 0;
  const display = displayOf(field, value, theme);
  const colored = color?.mode !== undefined && color.mode !== 'fixed' && display.color !== undefined;
  return {
    value,
    text: configured && Number.isFinite(value) ? formattedValueToString(display) : plain(value),
    color: colored ? (display.color ?? null) : null,
  };
}

function stateCell(frame: DataFrame, state: string, theme: GrafanaTheme2) {
  const field = fieldNamed(frame, 'state');
  const mapped = field && (field.config.mappings?.length ?? 0) > 0 ? displayOf(field, state, theme) : null;
  return {
    stateLabel: mapped && mapped.text !== state ? mapped.text : stateLook(state).label,
    stateColor: mapped?.color ?? null,
  };
}

function distanceCell(value: number | null, best: number | null, maximize: boolean): Cell {
  if (value === null || best === null || !Number.isFinite(best)) {
    return EMPTY;
  }
  if (!Number.isFinite(value)) {
    return { value: Infinity, text: 'diverged', color: null };
  }
  const worse = maximize ? best - value : value - best;
  if (worse <= 0) {
    return { value: 0, text: 'at best', color: null };
  }
  // A share of a best at or below zero says nothing; then the difference itself.
  const share = best > 0 ? worse / best : null;
  // The sign says where the value went; for a loss up is worse, for an accuracy down.
  const sign = maximize ? '−' : '+';
  const words =
    share === null ? compactNumber(worse) : share >= 10 ? `${compactNumber(share)}×` : percent.format(share);
  return { value: share ?? worse, text: `${sign}${words}`, color: null };
}

function progress(number: (name: string) => number | null, state: string) {
  const [epoch, epochs] = [number('current_epoch'), number('total_epochs')];
  const [step, steps] = [number('current_step'), number('total_steps')];
  const share = (part: number | null, whole: number | null) =>
    part !== null && whole !== null && whole > 0 ? Math.min(1, Math.max(0, part / whole)) : null;
  const pair = (part: number | null, whole: number | null) =>
    part === null
      ? null
      : `${compactNumber(Math.floor(part * 100) / 100)}${whole === null ? '' : ` / ${compactNumber(whole)}`}`;
  const told = share(step, steps) ?? share(epoch, epochs);
  return {
    // Steps that count from 0 end one short of their total: what is completed is all done.
    progress: told !== null && state === 'completed' ? 1 : told,
    epochs: pair(epoch, epochs),
    steps: pair(step, steps),
    currentStep: step ?? epoch,
  };
}

function scoreCell(frame: DataFrame, name: string, index: number, theme: GrafanaTheme2): ScoreCell {
  return {
    ...numberCell(frame, name, index, theme, (value) => percent.format(value)),
    n: finiteOf(fieldNamed(frame, `${name}_n`)?.values[index]),
    reason: textOf(fieldNamed(frame, `${name}_reason`)?.values[index]),
    lowConfidence: fieldNamed(frame, `${name}_low_confidence`)?.values[index] === true,
  };
}

/** Everything drawn of a row in one string, so that an unchanged row is not drawn again each second. */
function signatureOf(row: Omit<SessionRow, 'signature'>): string {
  const cells = [row.objective, row.best, row.bestStep, row.distance, row.sinceBest, row.timeLeft, row.cost];
  return JSON.stringify([
    row.index,
    row.name,
    row.agent,
    row.state,
    row.stateLabel,
    row.stateColor,
    row.attention,
    row.attentionReason,
    row.progress,
    row.epochs,
    row.steps,
    cells.map(({ text, color }) => [text, color]),
    Object.values(row.scores),
    row.spark,
  ]);
}
