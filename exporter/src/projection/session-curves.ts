import type { Objective } from '@shadower-training/contract';
import { isPlain, type PointBatch, type PointRun } from '../journal/batch/point-batch.js';
import type { JournalledRecord } from '../journal/record.js';
import { objectiveOf } from './describe.js';
import type { SessionHistory } from './history.js';
import { placeOf, ScoreCurves } from './score-curves.js';
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
  private waiting: { attempt: number; received_at: number; batch: PointBatch }[] = [];
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
  add(record: JournalledRecord, batch: PointBatch): void {
    const { attempt, received_at } = record;
    if (this.curves === null && this.session.facts.attempts.length === 1 && this.count === 0 && !this.reading) {
      this.curves = new ScoreCurves(objectiveOf(this.session.facts.description));
    }
    if (this.curves === null) this.waiting.push({ attempt, received_at, batch });
    this.fill(this.curves, attempt, received_at, batch);
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
        const epochHere = epoch?.[index] ?? NaN;
        const place = placeOf(step?.[index] ?? NaN, epochHere, series.milliseconds[index]!);
        curves.add(series.field, attempt, place, series.values[index]!);
        if (!Number.isNaN(epochHere)) curves.addEpoch(attempt, place, epochHere);
      }
    }
    for (const { attempt, received_at, batch } of this.waiting) this.fill(curves, attempt, received_at, batch, false);
    this.waiting = [];
    this.curves = curves;
    this.reading = false;
  }

  private fill(
    curves: ScoreCurves | null,
    attempt: number,
    receivedAt: number,
    batch: PointBatch,
    counted = true,
  ): void {
    const wanted = curves ?? new ScoreCurves(objectiveOf(this.session.facts.description));
    for (const run of batch.runs) {
      // What one of several nodes logs says nothing of the whole.
      if (!isPlain(run.labelling) || run.labelling.node !== undefined) continue;
      const metrics = run.names.flatMap((name, metric) => (wanted.wants(name) ? [metric] : []));
      if (metrics.length === 0) continue;
      if (counted) this.count += metrics.length * (run.to - run.from);
      if (curves) addRun(curves, attempt, receivedAt, batch, run, metrics);
      this.place = placeAt(batch, run.to - 1, receivedAt);
    }
    this.session.facts.score_values = this.count;
  }
}

/** @param metrics Places of the wanted metrics among the run's names. */
function addRun(
  curves: ScoreCurves,
  attempt: number,
  receivedAt: number,
  batch: PointBatch,
  { from, to, names, firstValue }: PointRun,
  metrics: readonly number[],
): void {
  const { step, epoch, time, values } = batch;
  const samples = metrics.map((metric) => curves.sample(names[metric]!, attempt));
  for (let index = from; index < to; index++) {
    const milliseconds = time[index] === time[index] ? time[index]! : receivedAt;
    const place = placeOf(step[index]!, epoch[index]!, milliseconds);
    const row = firstValue + (index - from) * names.length;
    for (let wanted = 0; wanted < metrics.length; wanted++) {
      curves.push(samples[wanted]!, place, values[row + metrics[wanted]!]!);
    }
    if (epoch[index] === epoch[index]) curves.addEpoch(attempt, place, epoch[index]!);
  }
}

function placeAt({ step, epoch, time }: PointBatch, index: number, receivedAt: number): ScorePlace {
  return {
    milliseconds: known(time[index]!) ?? receivedAt,
    step: known(step[index]!),
    epoch: known(epoch[index]!),
  };
}

function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

function sameObjective(left: Objective, right: Objective): boolean {
  return left.metric === right.metric && left.direction === right.direction;
}
