import type { Quarantine, RefusedLine } from '../store/influx/index.js';
import type { WriterWord } from './writer-protocol.js';

/** A log line at most so often: a thousand wrong lines are one piece of news. */
const TELL_EVERY_MILLISECONDS = 60_000;
const LINE_SHOWN = 200;

/** A quarantine whose additions the log tells, with what to do about them. */
export class ToldQuarantine implements Quarantine {
  private toldAt = -Infinity;

  constructor(
    private readonly kept: Quarantine,
    private readonly tell: (word: WriterWord) => void,
  ) {}

  get count(): number {
    return this.kept.count;
  }

  add(lines: readonly RefusedLine[]): void {
    this.kept.add(lines);
    const now = performance.now();
    if (now - this.toldAt < TELL_EVERY_MILLISECONDS || lines.length === 0) return;
    this.toldAt = now;
    const { database, line, reason } = lines[0]!;
    const shown = line.length > LINE_SHOWN ? `${line.slice(0, LINE_SHOWN)}…` : line;
    this.tell({
      failure:
        `InfluxDB refused a line for ${database} (${reason}): ${shown} - ${this.count} lines lie in quarantine, nothing of them is lost. ` +
        '`shadower-training-exporter quarantine list` shows them; repair the cause in InfluxDB (a field of another type, a limit of series or values), then `quarantine resend`',
    });
  }
}
