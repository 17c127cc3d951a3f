/** Rows of a sessions frame (docs/frames.md) as the page's own parts read them. Pure. */
import type { DataFrame } from '@grafana/data';
import { tagsOf, type Tags } from '../../../src/panels/training-progress/tags';
import type { SessionField } from '../../../src/frames/sessions';

export const SCORE_NAMES = [
  'overfitting_score',
  'convergence_rate',
  'stability_score',
  'generalization_score',
] as const;
export type ScoreName = (typeof SCORE_NAMES)[number];

export interface Score {
  name: ScoreName;
  value: number | null;
  /** Values that it rests on. */
  count: number | null;
  /** Why it is missing, or what to know about it. */
  reason: string | null;
  isLowConfidence: boolean;
}

export interface SessionRow {
  sessionId: string;
  name: string | null;
  agentId: string | null;
  state: string;
  attention: string | null;
  attentionReason: string | null;
  objectiveMetric: string | null;
  objectiveBest: number | null;
  /** How many values of the objective there are; without any, the best is that of the training loss. */
  objectiveValues: number | null;
  bestStep: number | null;
  currentEpoch: number | null;
  totalEpochs: number | null;
  currentStep: number | null;
  totalSteps: number | null;
  timeLeftSeconds: number | null;
  costUsd: number | null;
  attempts: number | null;
  values: number | null;
  startedAt: number | null;
  completedAt: number | null;
  lastNewsAt: number | null;
  errorDetails: string | null;
  tags: Tags;
  notes: string | null;
  scores: Score[];
}

const rowsOfFrame = (frame: DataFrame): SessionRow[] => {
  const fields = new Map(frame.fields.map((field) => [field.name, field]));
  const cell = (name: SessionField, row: number): unknown => fields.get(name)?.values[row] ?? null;
  const text = (name: SessionField, row: number) => {
    const value = cell(name, row);
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const number = (name: SessionField, row: number) => {
    const value = cell(name, row);
    return typeof value === 'number' ? value : null;
  };
  return Array.from({ length: frame.length }, (_, row) => ({
    sessionId: text('session_id', row) ?? '',
    name: text('name', row),
    agentId: text('agent_id', row),
    state: text('state', row) ?? '',
    attention: text('attention', row),
    attentionReason: text('attention_reason', row),
    objectiveMetric: text('objective_metric', row),
    objectiveBest: number('objective_best', row),
    objectiveValues: number('objective_values', row),
    bestStep: number('best_step', row),
    currentEpoch: number('current_epoch', row),
    totalEpochs: number('total_epochs', row),
    currentStep: number('current_step', row),
    totalSteps: number('total_steps', row),
    timeLeftSeconds: number('time_left_seconds', row),
    costUsd: number('training_cost_usd', row),
    attempts: number('attempts', row),
    values: number('values', row),
    startedAt: number('started_at', row),
    completedAt: number('completed_at', row),
    lastNewsAt: number('last_news_at', row),
    errorDetails: text('error_details', row),
    tags: tagsOf(cell('tags', row)),
    notes: text('notes', row),
    scores: SCORE_NAMES.map((name) => ({
      name,
      value: number(name, row),
      count: number(`${name}_n`, row),
      reason: text(`${name}_reason`, row),
      isLowConfidence: cell(`${name}_low_confidence`, row) === true,
    })),
  }));
};

const rowsOfFrames = new WeakMap<DataFrame, SessionRow[]>();

/** Sessions of the frames; frames without a session_id are of another kind. Read once a frame. */
export const sessionRows = (frames: readonly DataFrame[]): SessionRow[] =>
  frames.flatMap((frame) => {
    if (!frame.fields.some(({ name }) => name === 'session_id') || frame.name !== 'sessions') {
      return [];
    }
    const rows = rowsOfFrames.get(frame) ?? rowsOfFrame(frame);
    rowsOfFrames.set(frame, rows);
    return rows;
  });

/** The frame of what a session was started with; that of the session shown before may still be there. */
export const configurationFrame = (frames: readonly DataFrame[], sessionId: string): DataFrame | undefined =>
  frames.find(({ refId, name }) => refId === 'configuration' && name === sessionId);

/** A value of that frame, or null. */
export const configurationValue = (frame: DataFrame | undefined, section: string, key: string): string | null => {
  const column = (name: string) => frame?.fields.find((field) => field.name === name)?.values ?? [];
  const [sections, keys, values] = [column('section'), column('key'), column('value')];
  const row = sections.findIndex((value: unknown, index: number) => value === section && keys[index] === key);
  return row < 0 ? null : String(values[row]);
};

/** The name to show; a session without one is called by its id. */
export const nameOf = ({ name, sessionId }: Pick<SessionRow, 'name' | 'sessionId'>): string => name ?? sessionId;
