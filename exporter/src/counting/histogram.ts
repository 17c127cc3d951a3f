/** Upper bounds in seconds for what takes from half a millisecond (a commit on a fast disk) to some seconds. */
export const DURATION_BOUNDS: readonly number[] = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** What a histogram has counted so far, as plain data that may cross threads. */
export interface HistogramCounts {
  /** Upper bounds, rising; a value on a bound belongs to its bucket. */
  readonly bounds: readonly number[];
  /** Observations a bucket, not cumulative; one more than there are bounds, for what lies above all. */
  readonly counts: readonly number[];
  /** Of all observed values. */
  readonly sum: number;
}

/** Counts observations by size, in plain numbers: observing costs some nanoseconds, so that hot paths can afford it. */
export class Histogram {
  readonly #counts: number[];
  #sum = 0;

  /** @param bounds Upper bounds, rising. */
  constructor(private readonly bounds: readonly number[] = DURATION_BOUNDS) {
    this.#counts = new Array<number>(bounds.length + 1).fill(0);
  }

  /** @param value In the unit of the bounds, finite. */
  observe(value: number): void {
    const { bounds } = this;
    let bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]!) bucket++;
    this.#counts[bucket]!++;
    this.#sum += value;
  }

  /** What was counted up to now. */
  counts(): HistogramCounts {
    return { bounds: this.bounds, counts: [...this.#counts], sum: this.#sum };
  }
}
