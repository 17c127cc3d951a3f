/** How fast a session steps: medians over recent logs, robust against pauses for evaluation and checkpoints. */

const RECENT = 64;

/** Recent logs of one attempt. Times are epoch milliseconds as logged. */
export class Pace {
  private times: number[] = [];
  private steps: number[] = [];

  static fromStored(stored: { times: number[]; steps: number[] } | undefined): Pace {
    const pace = new Pace();
    if (stored) {
      pace.times = [...stored.times];
      pace.steps = [...stored.steps];
    }
    return pace;
  }

  toStored(): { times: number[]; steps: number[] } {
    return { times: this.times, steps: this.steps };
  }

  /** Takes a log; only those that move step and time forward say anything of pace. */
  add(milliseconds: number, step: number): void {
    const last = this.steps.length - 1;
    if (last >= 0 && (step <= this.steps[last]! || milliseconds < this.times[last]!)) return;
    this.times.push(milliseconds);
    this.steps.push(step);
    if (this.times.length > 2 * RECENT) {
      this.times = this.times.slice(-RECENT);
      this.steps = this.steps.slice(-RECENT);
    }
  }

  /** Forgets the past: a new attempt may step at another pace. */
  restart(): void {
    this.times = [];
    this.steps = [];
  }

  /**
   * Median seconds of a step; null under two logs. Where most logs share a millisecond (fast steps, or a batch without
   * times, which all get its receipt) the median says nothing: then the mean over the recent logs.
   */
  get stepSeconds(): number | null {
    const median = this.median(
      (index) => (this.times[index]! - this.times[index - 1]!) / (this.steps[index]! - this.steps[index - 1]!),
    );
    if (median !== 0) return median;
    const first = Math.max(0, this.steps.length - RECENT);
    const seconds = (this.times.at(-1)! - this.times[first]!) / 1_000;
    return seconds > 0 ? seconds / (this.steps.at(-1)! - this.steps[first]!) : null;
  }

  /** Median seconds between logs; null under two logs. */
  get logSeconds(): number | null {
    return this.median((index) => this.times[index]! - this.times[index - 1]!);
  }

  private median(milliseconds: (index: number) => number): number | null {
    const first = Math.max(1, this.steps.length - RECENT);
    const values: number[] = [];
    for (let index = first; index < this.steps.length; index++) values.push(milliseconds(index));
    if (values.length === 0) return null;
    values.sort((left, right) => left - right);
    const middle = values.length >> 1;
    const median = values.length % 2 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
    return median / 1_000;
  }
}
