/** One row of a sessions frame -> what order and filter need of it, and what its cells say. */
import { FieldType, formattedValueToString, type Field, type FieldConfig } from '@grafana/data';
import { durationText } from '../../visual/durationText';
import { textOf } from '../../visual/fieldValue';
import { compactNumber, dollarText, exactNumber, metricText, significantNumber } from '../../visual/numberText';
import { attentionLevel } from '../../visual/sessionState';
import { distanceOf, progressOf } from './measures';
import { countText, type CountWords } from './progressText';
import type { FrameReader } from './reader';
import type { Cell, ScoreCell, SessionEntry, SessionRow } from './row';
import { ALL_SCORES } from './scores';
import { isSettled } from './settled';
import { sparklineValues } from './sparkline';
import { tagsOf } from './tags';

const EMPTY: Cell = { value: null, text: '', color: null };
const percent = new Intl.NumberFormat('en-US', { style: 'percent', maximumSignificantDigits: 2 });

/** The session in a row of a frame, or null when the row names none. */
export function readEntry(reader: FrameReader, index: number, now: number): SessionEntry | null {
  const id = reader.text('session_id', index);
  if (id === null) {
    return null;
  }
  const state = reader.text('state', index) ?? 'unknown';
  const shown = reader.state(state);
  return {
    id,
    reader,
    index,
    name: reader.text('name', index) ?? id,
    agent: reader.text('agent_id', index),
    state,
    stateLabel: shown.label,
    stateColor: shown.color,
    attention: attentionLevel(reader.text('attention', index)),
    isSettled: isSettled(state, reader.time('completed_at', index), reader.time('last_news_at', index), now),
    attentionReason: reader.text('attention_reason', index),
    objectiveMetric: reader.text('objective_metric', index),
    maximize: reader.text('objective_direction', index) === 'maximize',
    startedAt: reader.time('started_at', index),
  };
}

/** The words of a session. @param extra names of further fields whose cells are wanted */
export function readRow(entry: SessionEntry, extra: readonly string[] = []): SessionRow {
  const { reader, index, state } = entry;
  const cell = (name: string, plain: (value: number) => string, own: FieldConfig = {}) =>
    numberCell(reader, name, index, plain, own);
  const metric = (name: string) => cell(name, (value) => metricWords(reader, name, value));
  const count = (done: string, total: string) =>
    countText(reader.finite(done, index), reader.finite(total, index), countWords(reader, done));
  const completedAt = reader.time('completed_at', index);
  const lastNewsAt = reader.time('last_news_at', index);
  const row: Omit<SessionRow, 'signature'> = {
    ...entry,
    objective: metric('objective_value'),
    best: metric('objective_best'),
    bestStep: cell('best_step', exactNumber, COUNT),
    distance: distanceCell(entry),
    progress: progressOf(entry),
    epochs: count('current_epoch', 'total_epochs'),
    steps: count('current_step', 'total_steps'),
    hasTotalSteps: reader.finite('total_steps', index) !== null,
    sinceBest: cell('steps_since_best', compactNumber, COUNT),
    timeLeft: cell('time_left_seconds', durationText, { unit: 's', decimals: 0 }),
    cost: cell('training_cost_usd', dollarText, { unit: 'currencyUSD', decimals: 2 }),
    duration: reader.fields.has('duration_seconds')
      ? cell('duration_seconds', durationText, { unit: 's' })
      : cell('duration_hours', (value) => durationText(value * 3_600), { unit: 'h' }),
    // What never said its end was last seen when its last news came.
    endedAt: completedAt ?? (GOES_ON.includes(state) ? null : lastNewsAt),
    lastNewsAt,
    tags: tagsOf(reader.raw('tags', index)),
    notes: reader.text('notes', index),
    scores: Object.fromEntries(
      ALL_SCORES.filter((name) => reader.fields.has(name)).map((name) => [name, scoreCell(reader, name, index)]),
    ),
    spark: sparklineValues(reader.raw('sparkline', index)),
    extra: Object.fromEntries(extra.map((name) => [name, anyCell(reader, name, index)])),
    links: linksOf(reader, index),
  };
  return { ...row, signature: signatureOf(row) };
}

const GOES_ON: readonly string[] = ['running', 'hung'];
/** How our datasource configures its counts: then the panel's own, shorter words are used. */
const COUNT: FieldConfig = { decimals: 0 };

/** Whether somebody said how the values are to be written, beside what the datasource says of itself. */
function isChosen({ config }: Field, own: FieldConfig): boolean {
  if ((config.mappings?.length ?? 0) > 0) {
    return true;
  }
  const unit = config.unit === 'none' ? undefined : config.unit;
  const isOwn = unit === own.unit && (config.decimals ?? undefined) === own.decimals;
  return !isOwn && (unit !== undefined || typeof config.decimals === 'number');
}

/** What a field's configuration says goes first; the panel's own words only where nobody chose any. */
function numberCell(
  reader: FrameReader,
  name: string,
  index: number,
  plain: (value: number) => string,
  own: FieldConfig = {},
): Cell {
  const field = reader.fields.get(name);
  const value = reader.number(name, index);
  if (!field || value === null) {
    return field?.config.noValue ? { ...EMPTY, text: field.config.noValue } : EMPTY;
  }
  const display = reader.displayNumber(field, value);
  const asChosen = isChosen(field, own) && Number.isFinite(value);
  return {
    value,
    text: asChosen ? formattedValueToString(display) : plain(value),
    color: reader.colorOf(field, display),
  };
}

function metricWords(reader: FrameReader, name: string, value: number): string {
  const field = reader.fields.get(name);
  return field ? metricText(field, value, reader.theme) : '';
}

/** How a count of progress is written where its field says so. */
function countWords(reader: FrameReader, name: string): CountWords {
  const field = reader.fields.get(name);
  return field && isChosen(field, COUNT) ? (value) => formattedValueToString(reader.displayNumber(field, value)) : null;
}

function distanceCell(entry: SessionEntry): Cell {
  const distance = distanceOf(entry);
  if (distance === null) {
    return EMPTY;
  }
  const { value, isShare } = distance;
  if (value === Infinity) {
    return { value, text: 'diverged', color: null };
  }
  if (value === 0) {
    return { value, text: 'at best', color: null };
  }
  // The sign says where the value went; for a loss up is worse, for an accuracy down.
  const sign = entry.maximize ? '−' : '+';
  const words = !isShare ? compactNumber(value) : value >= 10 ? `${compactNumber(value)}×` : percent.format(value);
  return { value, text: `${sign}${words}`, color: null };
}

function scoreCell(reader: FrameReader, name: string, index: number): ScoreCell {
  return {
    ...numberCell(reader, name, index, (value) => percent.format(value)),
    n: reader.finite(`${name}_n`, index),
    reason: reader.text(`${name}_reason`, index),
    lowConfidence: reader.raw(`${name}_low_confidence`, index) === true,
  };
}

/** A field that the panel knows nothing of, as Grafana's table would show it. */
function anyCell(reader: FrameReader, name: string, index: number): Cell {
  const field = reader.fields.get(name);
  const raw: unknown = field?.values[index];
  if (!field || raw === null || raw === undefined || raw === '') {
    return field?.config.noValue ? { ...EMPTY, text: field.config.noValue } : EMPTY;
  }
  if (field.type === FieldType.number) {
    return numberCell(reader, name, index, significantNumber);
  }
  if (typeof raw === 'object') {
    return { ...EMPTY, text: JSON.stringify(raw) };
  }
  const display = reader.display(field, raw);
  return {
    value: null,
    text: formattedValueToString(display) || (textOf(raw) ?? ''),
    color: reader.colorOf(field, display),
  };
}

function linksOf(reader: FrameReader, index: number): SessionRow['links'] {
  const links: Record<string, SessionRow['links'][string]> = {};
  for (const name of reader.fields.keys()) {
    const found = reader.links(name, index);
    if (found.length > 0) {
      links[name] = found;
    }
  }
  return links;
}

/** Everything drawn of a row in one string, so that an unchanged row is not drawn again each second. */
function signatureOf(row: Omit<SessionRow, 'signature'>): string {
  const cells = [
    row.objective,
    row.best,
    row.bestStep,
    row.distance,
    row.sinceBest,
    row.timeLeft,
    row.cost,
    row.duration,
  ];
  return JSON.stringify([
    row.index,
    row.name,
    row.agent,
    row.state,
    row.stateLabel,
    row.stateColor,
    row.attention,
    row.isSettled,
    row.attentionReason,
    row.objectiveMetric,
    row.progress,
    row.epochs,
    row.steps,
    row.startedAt,
    row.endedAt,
    row.lastNewsAt,
    row.tags,
    row.notes,
    [...cells, ...Object.values(row.extra)].map(({ text, color }) => [text, color]),
    Object.values(row.scores),
    row.spark,
    Object.values(row.links).map((links) => links.map(({ href, title }) => [href, title])),
  ]);
}
