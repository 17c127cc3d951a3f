/** What a session's row says, its words ready. */
import type { DataFrame } from '@grafana/data';
import type { ScoreName } from '@shadower-training/contract';
import type { AttentionLevel } from '../../visual/sessionState';

/** A cell with its words and, where the field's configuration gives it one, its colour. */
export interface Cell {
  value: number | null;
  text: string;
  color: string | null;
}

export interface ScoreCell extends Cell {
  n: number | null;
  reason: string | null;
  lowConfidence: boolean;
}

export interface SessionRow {
  id: string;
  frame: DataFrame;
  /** Row in the frame, for data links. */
  index: number;
  name: string;
  agent: string | null;
  state: string;
  stateLabel: string;
  stateColor: string | null;
  attention: AttentionLevel;
  attentionReason: string | null;
  objectiveMetric: string | null;
  maximize: boolean;
  objective: Cell;
  best: Cell;
  bestStep: Cell;
  /** How much worse than its best, as a share of the best, else in its own unit; 0 at the best. */
  distance: Cell;
  /** 0 to 1; null when the end is unknown. */
  progress: number | null;
  epochs: string | null;
  steps: string | null;
  /** For sorting where the share is unknown. */
  currentStep: number | null;
  sinceBest: Cell;
  timeLeft: Cell;
  cost: Cell;
  scores: Partial<Record<ScoreName, ScoreCell>>;
  spark: Array<number | null>;
  startedAt: number | null;
  /** Everything that is drawn, in one string: rows with equal signatures look the same. */
  signature: string;
}
