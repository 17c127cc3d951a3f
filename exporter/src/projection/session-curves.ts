import type { Objective } from '@shadower-training/contract';
import { isPlain, type PointBatch, type PointRun } from '../journal/batch/point-batch.js';
import type { JournalledRecord } from '../journal/record.js';
import { objectiveOf } from './describe.js';
import type { StoredSeries } from '../store/port.js';
import type { SessionHistory } from './history.js';
import { placeOf, ScoreCurves } from './score-curves.js';
import type { ScorePlace } from './scoring.js';
import type { LiveSession } from './session.js';

/** Batches that wait for the past to be read. */
const MAXIMUM_WAITING = 1_000;

/**
 * The score curves of a live session. A new session's are filled as it goes; those of one that had rested, or whose
 * objective was changed, are read from the store first, without holding up what comes in meanwhile.
 */
export class SessionCurves {
  private curves: ScoreCurves | null = null;
  private reading = false;
  private objectiveChanged = false;
  private waiting: { attempt: number; received_at: number; batch: PointBatch }[] = [];
  /** What was read is not all: others brought values meanwhile. */
  private isBehind = false;
  /** Where the newest value lies; null before the first. */
  place: ScorePlace | null = null;
  /** Values added so far. */
  count = 0;

  /** @param isShared Whether values may come through other exporters: then their own times decide which is newer. */
  constructor(
    private readonly session: LiveSession,
    private readonly history: SessionHistory,
    private readonly isShared = false,
  ) {
    this.count = session.facts.score_values;
  }

  /** Adds a record's values. */
  add(record: JournalledRecord, batch: PointBatch): void {
    const { attempt, received_at } = record;
    if (this.curves === null && this.session.facts.attempts.length === 1 && this.count === 0 && !this.reading) {
      this.curves = this.empty(objectiveOf(this.session.facts));
    }
    if (this.curves === null) this.wait({ attempt, received_at, batch });
    this.fill(this.curves, attempt, received_at, batch);
  }

  /**
   * The curves, when they are complete.
   * @returns null while they are being read.
   */
  ready(): { curves: ScoreCurves; objectiveChanged: boolean } | null {
    const objective = objectiveOf(this.session.facts);
    if (this.curves !== null && !sameObjective(this.curves.objective, objective)) {
      this.curves = null;
      this.objectiveChanged = true;
    }
    if (this.curves === null && this.session.facts.values === 0) this.curves = this.empty(objective);
    if (this.curves === null) {
      if (!this.reading) void this.read(objective);
      return null;
    }
    const objectiveChanged = this.objectiveChanged;
    this.objectiveChanged = false;
    return { curves: this.curves, objectiveChanged };
  }

  /** Names of the metrics that scores rest on. */
  get metrics(): readonly string[] {
    return this.empty(objectiveOf(this.session.facts)).metrics;
  }

  /**
   * Adds values that came through other exporters.
   * @param series Null: all must be read again.
   */
  addOthers(series: readonly StoredSeries[] | null): void {
    if (this.reading) this.isBehind = true;
    else if (series === null) {
      this.curves = null;
      this.hasPast();
    } else if (this.curves !== null) this.addStored(this.curves, series);
  }

  /** There are values in the store that never came by here. */
  hasPast(): void {
    this.count = Math.max(1, this.count);
  }

  /** While the past cannot be read for long, what comes in is left to another reading. */
  private wait(batch: SessionCurves['waiting'][number]): void {
    if (this.waiting.length >= MAXIMUM_WAITING && this.reading) {
      this.waiting = [];
      this.isBehind = true;
    }
    this.waiting.push(batch);
  }

  private empty(objective: Objective): ScoreCurves {
    return new ScoreCurves(objective, this.isShared);
  }

  private async read(objective: Objective): Promise<void> {
    this.reading = true;
    this.isBehind = false;
    // What came before this moment is in the store's answer; what comes after waits, and may be in both: a value that
    // is added twice changes nothing.
    this.waiting = [];
    const curves = this.empty(objective);
    const { workspace_id, session_id } = this.session.facts;
    const stored = await this.history.curves(workspace_id, session_id, curves.metrics);
    this.addStored(curves, stored);
    for (const { attempt, received_at, batch } of this.waiting) this.fill(curves, attempt, received_at, batch, false);
    this.waiting = [];
    this.curves = this.isBehind ? null : curves;
    this.reading = false;
  }

  private addStored(curves: ScoreCurves, stored: readonly StoredSeries[]): void {
    for (const series of stored) {
      if (!curves.wants(series.field)) continue;
      if (Object.keys(series.tags).some((tag) => tag === 'node' || tag.startsWith('label.'))) continue;
      if ((series.tags['rank'] ?? '0') !== '0') continue;
      const attempt = Number(series.tags['attempt'] ?? 1);
      const { step, epoch } = series.coordinates;
      for (let index = 0; index < series.values.length; index++) {
        const milliseconds = series.milliseconds[index]!;
        const [stepHere, epochHere] = [step?.[index] ?? NaN, epoch?.[index] ?? NaN];
        const place = placeOf(stepHere, epochHere, milliseconds);
        curves.add(series.field, attempt, place, series.values[index]!, milliseconds);
        if (!Number.isNaN(epochHere)) curves.addEpoch(attempt, place, epochHere, milliseconds);
        if (this.isShared) this.notePlace({ milliseconds, step: known(stepHere), epoch: known(epochHere) });
      }
    }
  }

  /** Through several exporters values do not come in their order. */
  private notePlace(place: ScorePlace): void {
    const newest = this.isShared ? this.place : null;
    if (newest !== null && place.milliseconds < newest.milliseconds) return;
    if (newest?.milliseconds === place.milliseconds && (place.step ?? -Infinity) < (newest.step ?? -Infinity)) return;
    this.place = place;
  }

  private fill(
    curves: ScoreCurves | null,
    attempt: number,
    receivedAt: number,
    batch: PointBatch,
    counted = true,
  ): void {
    const wanted = curves ?? this.empty(objectiveOf(this.session.facts));
    for (const run of batch.runs) {
      // What one of several nodes logs says nothing of the whole.
      if (!isPlain(run.labelling) || run.labelling.node !== undefined) continue;
      const metrics = run.names.flatMap((name, metric) => (wanted.wants(name) ? [metric] : []));
      if (metrics.length === 0) continue;
      if (counted) this.count += metrics.length * (run.to - run.from);
      if (curves) addRun(curves, attempt, receivedAt, batch, run, metrics);
      this.notePlace(placeAt(batch, run.to - 1, receivedAt));
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
      curves.push(samples[wanted]!, place, values[row + metrics[wanted]!]!, milliseconds);
    }
    if (epoch[index] === epoch[index]) curves.addEpoch(attempt, place, epoch[index]!, milliseconds);
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
