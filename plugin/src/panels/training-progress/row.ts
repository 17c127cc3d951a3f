/** What a session's row says: first what order and filter need of every session, then the words of those in view. */
import type { LinkModel } from '@grafana/data';
import type { ScoreName } from '@shadower-training/contract';
import type { AttentionLevel } from '../../visual/sessionState';
import type { FrameReader } from './reader';

/** What is read of every session of a frame. Cheap: there may be ten thousand, each second. */
export interface SessionEntry {
  id: string;
  reader: FrameReader;
  /** Row in the frame. */
  index: number;
  name: string;
  agent: string | null;
  state: string;
  stateLabel: string;
  stateColor: string | null;
  attention: AttentionLevel;
  /** Whether what asks for attention is a thing of the past: it no longer stands first. */
  isSettled: boolean;
  attentionReason: string | null;
  objectiveMetric: string | null;
  maximize: boolean;
  /** Epoch milliseconds. */
  startedAt: number | null;
}

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

/** A session in view, its words ready. */
export interface SessionRow extends SessionEntry {
  objective: Cell;
  best: Cell;
  bestStep: Cell;
  /** How much worse than its best, as a share of the best, else in its own unit; 0 at the best. */
  distance: Cell;
  /** 0 to 1; null when the end is unknown. */
  progress: number | null;
  epochs: string | null;
  steps: string | null;
  /** Whether `steps` says of how many. */
  hasTotalSteps: boolean;
  sinceBest: Cell;
  timeLeft: Cell;
  cost: Cell;
  /** As the field says; only where the frame has no times of which it could be told live. */
  duration: Cell;
  /** Epoch milliseconds; null while the session goes on, and where nothing tells its end. */
  endedAt: number | null;
  lastNewsAt: number | null;
  tags: ReadonlyArray<readonly [name: string, value: string]>;
  notes: string | null;
  scores: Partial<Record<ScoreName, ScoreCell>>;
  spark: Array<number | null>;
  /** Cells of the columns that were asked for beside the known ones, by the field's name. */
  extra: Readonly<Record<string, Cell>>;
  /** Data links by field. */
  links: Readonly<Record<string, LinkModel[]>>;
  /** Everything that is drawn, in one string: rows with equal signatures look the same. */
  signature: string;
}
