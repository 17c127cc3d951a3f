import { performance } from 'node:perf_hooks';
import { Histogram, type HistogramCounts } from './histogram.js';

const SAMPLE_EVERY_MILLISECONDS = 100;

/** How busy a thread's event loop is, as plain data that may cross threads. */
export interface EventLoopCounts {
  /** Seconds that a timer came late: what anything else in the thread waited as well. */
  readonly lag: HistogramCounts;
  /** Seconds in which the loop was at work since the thread began. */
  readonly busy_seconds: number;
}

/** Watches the event loop of the thread that makes it. A timer of its own, so that several readers may ask at any time. */
export class EventLoopWatch {
  readonly #lag = new Histogram();
  readonly #timer: NodeJS.Timeout;
  #due = performance.now() + SAMPLE_EVERY_MILLISECONDS;

  constructor() {
    this.#timer = setInterval(() => this.#sample(), SAMPLE_EVERY_MILLISECONDS).unref();
  }

  counts(): EventLoopCounts {
    return { lag: this.#lag.counts(), busy_seconds: performance.eventLoopUtilization().active / 1_000 };
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #sample(): void {
    const now = performance.now();
    this.#lag.observe(Math.max(0, now - this.#due) / 1_000);
    this.#due = now + SAMPLE_EVERY_MILLISECONDS;
  }
}
