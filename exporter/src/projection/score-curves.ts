import { namesOfMetric, type Objective } from '@shadower-training/contract';
import { ExtremeSample, joinAttempts, type Curve } from '../analytics/session/index.js';
import { selectPoints } from '../analytics/session/curve.js';

/** The curves that scores, marks and sparklines read, sampled in bounded memory, each attempt apart. */

const EPOCH = Symbol('epoch');
type CurveName = string | typeof EPOCH;

/**
 * Where a point lies on a session's axis: its step, else its epoch, else its time (reference: wire.md 1).
 * @param step NaN for none.
 * @param epoch NaN for none.
 */
export function placeOf(step: number, epoch: number, milliseconds: number): number {
  if (step === step) return step;
  return epoch === epoch ? epoch : milliseconds;
}

/** Curves of one session. */
export class ScoreCurves {
  private readonly wanted: ReadonlySet<string>;
  private readonly samples = new Map<CurveName, ExtremeSample[]>();
  private ordinal = 0;
  private newestEpoch = { attempt: 0, place: 0, epoch: NaN };

  /**
   * @param objective Decides which metric is kept beside training and validation loss.
   * @param isByTime Of two values of a step the later by its own time counts, not the later to arrive: the same on all
   * exporters that a session's values come through.
   */
  constructor(
    readonly objective: Objective,
    private readonly isByTime = false,
  ) {
    this.wanted = new Set(['training_loss', 'validation_loss', objective.metric].flatMap(namesOfMetric));
  }

  /** Whether values of a metric are kept. */
  wants(metric: string): boolean {
    return this.wanted.has(metric);
  }

  /** Names of all metrics whose values are kept. */
  get metrics(): readonly string[] {
    return [...this.wanted];
  }

  /** Adds a value of a metric, in order of arrival. @param milliseconds The value's own time. */
  add(metric: string, attempt: number, place: number, value: number, milliseconds = 0): void {
    this.push(this.sample(metric, attempt), place, value, milliseconds);
  }

  /** The same for one of many values of a metric, whose sample is looked up once. */
  push(sample: ExtremeSample, place: number, value: number, milliseconds: number): void {
    sample.push(place, value, this.isByTime ? milliseconds : this.ordinal++);
  }

  /** Notes the epoch at a place; places of one epoch need it once, at the first. */
  addEpoch(attempt: number, place: number, epoch: number, milliseconds = 0): void {
    const newest = this.newestEpoch;
    if (!this.isByTime && newest.attempt === attempt && newest.epoch === epoch && place >= newest.place) return;
    this.newestEpoch = { attempt, place, epoch };
    this.sample(EPOCH, attempt).push(place, epoch, this.isByTime ? milliseconds : this.ordinal++);
  }

  /**
   * A metric's curve over all attempts: where a later attempt begins, the tail of the earlier one is abandoned.
   * @param metric Canonical or raw; of the names it may have been logged under, the first that has values.
   * @returns null when it was never logged.
   */
  curve(metric: string): Curve | null {
    for (const name of namesOfMetric(metric)) {
      const attempts = this.samples.get(name);
      if (attempts) return joined(attempts);
    }
    return null;
  }

  /**
   * Epochs against places, counted from 1. Frameworks that count whole epochs from 0 are shifted; fractional epochs
   * (transformers) already say how much is done.
   */
  epochs(): Curve | null {
    const attempts = this.samples.get(EPOCH);
    if (!attempts) return null;
    const curve = joined(attempts);
    const values = Array.from(curve.values);
    const countsFromZero = values.includes(0) && values.every(Number.isInteger);
    return countsFromZero ? { ...curve, values: values.map((epoch) => epoch + 1) } : curve;
  }

  /** The sample of a metric in an attempt. */
  sample(name: CurveName, attempt: number): ExtremeSample {
    let attempts = this.samples.get(name);
    if (attempts === undefined) this.samples.set(name, (attempts = []));
    while (attempts.length < attempt) attempts.push(new ExtremeSample());
    return attempts[attempt - 1]!;
  }
}

function joined(attempts: readonly ExtremeSample[]): Curve {
  if (attempts.length === 1) return attempts[0]!.toCurve();
  const curves = attempts.map((attempt) => attempt.toCurve());
  // From the last attempt backwards, each earlier one counts up to where any later one began.
  let from = Infinity;
  for (let index = curves.length - 1; index >= 0; index--) {
    const curve = curves[index]!;
    const end = from;
    curves[index] = selectPoints(curve, (place) => curve.steps[place]! < end);
    if (curve.steps.length > 0) from = Math.min(from, curve.steps[0]!);
  }
  return joinAttempts(curves);
}
