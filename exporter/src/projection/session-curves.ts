import type { Objective } from '@shadower-training/contract';
import type { JournalledPoint } from '../journal/journalled-point.js';
import type { JournalledRecord } from '../journal/record.js';
import { objectiveOf } from './describe.js';
import type { SessionHistory } from './history.js';
import { placeOfPoint, ScoreCurves } from './score-curves.js';
import type { ScorePlace } from './scoring.js';
import type { LiveSession } from './session.js';

/**
 * The score curves of a live session. A new session's are filled as it goes; those of one that had rested, or whose
 * objective was changed, are read from the store first, without holding up what comes in meanwhile.
 */
export class SessionCurves {
  private curves: ScoreCurves | null = null;
  private reading = false;
  private objectiveChanged = false;
  private waiting: { attempt: number; received_at: number; points: readonly JournalledPoint[] }[] = [];
  /** Where the newest value lies; null before the first. */
  place: ScorePlace | null = null;
  /** Values added so far. */
  count = 0;

  constructor(
    private readonly session: LiveSession,
    private readonly history: SessionHistory,
  ) {
    this.count = session.facts.score_values;
  }

  /** Adds a record's values. */
  add(record: JournalledRecord, points: readonly JournalledPoint[]): void {
    const { attempt, received_at } = record;
    if (this.curves === null && this.session.facts.attempts.length === 1 && this.count === 0 && !this.reading) {
      this.curves = new ScoreCurves(objectiveOf(this.session.facts.description));
    }
    if (this.curves === null) this.waiting.push({ attempt, received_at, points });
    this.fill(this.curves, attempt, received_at, points);
  }

  /**
   * The curves, when they are complete.
   * @returns null while they are being read.
   */
  ready(): { curves: ScoreCurves; objectiveChanged: boolean } | null {
    const objective = objectiveOf(this.session.facts.description);
    if (this.curves !== null && !sameObjective(this.curves.objective, objective)) {
      this.curves = null;
      this.objectiveChanged = true;
    }
    if (this.curves === null && this.session.facts.values === 0) this.curves = new ScoreCurves(objective);
    if (this.curves === null) {
      if (!this.reading) void this.read(objective);
      return null;
    }
    const objectiveChanged = this.objectiveChanged;
    this.objectiveChanged = false;
    return { curves: this.curves, objectiveChanged };
  }

  private async read(objective: Objective): Promise<void> {
    this.reading = true;
    // What came before this moment is in the store's answer; what comes after waits, and may be in both: a value that
    // is added twice changes nothing.
    this.waiting = [];
    const curves = new ScoreCurves(objective);
    const { workspace_id, session_id } = this.session.facts;
    const stored = await this.history.curves(workspace_id, session_id, curves.metrics);
    for (const series of stored) {
      if (Object.keys(series.tags).some((tag) => tag === 'node' || tag.startsWith('label.'))) continue;
      if ((series.tags['rank'] ?? '0') !== '0') continue;
      const attempt = Number(series.tags['attempt'] ?? 1);
      const { step, epoch } = series.coordinates;
      for (let index = 0; index < series.values.length; index++) {
        const point = { step: known(step?.[index]), epoch: known(epoch?.[index]) };
        const place = placeOfPoint(point, series.milliseconds[index]!);
        curves.add(series.field, attempt, place, series.values[index]!);
        if (point.epoch !== undefined) curves.addEpoch(attempt, place, point.epoch);
      }
    }
    for (const { attempt, received_at, points } of this.waiting) this.fill(curves, attempt, received_at, points, false);
    this.waiting = [];
    this.curves = curves;
    this.reading = false;
  }

  private fill(
    curves: ScoreCurves | null,
    attempt: number,
    receivedAt: number,
    points: readonly JournalledPoint[],
    counted = true,
  ): void {
    const wanted = curves ?? new ScoreCurves(objectiveOf(this.session.facts.description));
    for (const point of points) {
      if (point.labels !== undefined || point.node !== undefined || (point.rank ?? 0) !== 0) continue;
      const milliseconds = point.time ?? receivedAt;
      const place = placeOfPoint(point, milliseconds);
      let found = false;
      for (const metric in point.metrics) {
        if (!wanted.wants(metric)) continue;
        found = true;
        if (counted) this.count++;
        curves?.add(metric, attempt, place, point.metrics[metric]!);
      }
      if (!found) continue;
      if (point.epoch !== undefined) curves?.addEpoch(attempt, place, point.epoch);
      this.place = { milliseconds, step: point.step, epoch: point.epoch };
    }
    this.session.facts.score_values = this.count;
  }
}

function known(value: number | undefined): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

function sameObjective(left: Objective, right: Objective): boolean {
  return left.metric === right.metric && left.direction === right.direction;
}
