import type { WriterWord } from './writer-protocol.js';

const LOOK_EVERY_MILLISECONDS = 1_000;

/** Tells the log once when writing to InfluxDB begins to fail, and once when it works again. */
export class OutageWatch {
  private readonly timer: NodeJS.Timeout;
  private since: number | null = null;

  /** @param problem Why the newest request failed; null when it succeeded. */
  constructor(
    private readonly problem: () => string | null,
    private readonly tell: (word: WriterWord) => void,
  ) {
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MILLISECONDS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const problem = this.problem();
    if (problem !== null && this.since === null) {
      this.since = performance.now();
      this.tell({
        failure: `InfluxDB takes nothing for now: ${problem}. The journal keeps what is acknowledged and writes it when InfluxDB answers again; check INFLUX_URL, its credentials and its disk`,
      });
    } else if (problem === null && this.since !== null) {
      const seconds = Math.round((performance.now() - this.since) / 1_000);
      this.since = null;
      this.tell({ notice: `InfluxDB takes data again, after ${seconds} s` });
    }
  }
}
