import { DEFAULT_BACKOFF, waitAfter, type BackoffPolicy } from './backoff.js';
import { bodyOf, countOf, halvesOf, type Lines } from './lines.js';
import type { InfluxWriter, WriteOutcome } from './influx-writer.js';
import type { Quarantine, RefusedLine } from './quarantine.js';

/** What happened so far: for /metrics. */
export interface SenderStatistics {
  readonly lines_written: number;
  readonly lines_quarantined: number;
  /** Requests after which the same lines had to be sent again. */
  readonly retries: number;
  /** Requests that were refused because of their lines. */
  readonly rejections: number;
  /** Why the newest request failed; null when it succeeded. */
  readonly problem: string | null;
}

export interface LineSenderParts {
  readonly writer: Pick<InfluxWriter, 'write'>;
  readonly quarantine: Quarantine;
  readonly backoff?: BackoffPolicy;
  /** Ends waiting and sending. */
  readonly signal: AbortSignal;
}

/** Lines that a request holds at most: the most efficient by measurement (5,000 to 10,000). */
export const BATCH_LINES = 5_000;
/** Requests at once: InfluxDB takes the next one while it answers the first. */
const IN_FLIGHT = 2;
/** Bytes that a request holds at most; a server's own limit (413) cuts further. */
const BATCH_BYTES = 4_000_000;

/**
 * A line that is surely right, at the server's own time: where InfluxDB refuses this one too, it is not the lines that
 * are wrong. Written at each start, so that no limit of series is in its way later.
 */
export const CHECK_LINE = 'exporter_check ok=true';

/**
 * Sends lines until each of them is stored or in quarantine. While InfluxDB is away, slow or refuses our credentials,
 * it tries the same request again with growing waits; a request that is refused because of its lines is halved until
 * the wrong ones are found: InfluxDB may have stored the others already, and storing them again changes nothing.
 */
export class LineSender {
  private linesWritten = 0;
  private linesQuarantined = 0;
  private retries = 0;
  private rejections = 0;
  private problem: string | null = null;

  constructor(private readonly parts: LineSenderParts) {}

  /** @throws DOMException (AbortError) when the signal ends it; then any of the lines may be stored or not. */
  async send(database: string, lines: readonly Lines[]): Promise<void> {
    const batches = batchesOf(lines);
    const lane = async (): Promise<void> => {
      for (const batch of batches) await this.sendBatch(database, batch);
    };
    // Lanes fail by the signal only, all of them: nothing is under way any more when this has answered.
    const lanes = await Promise.allSettled(Array.from({ length: IN_FLIGHT }, lane));
    for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason;
  }

  statistics(): SenderStatistics {
    return {
      lines_written: this.linesWritten,
      lines_quarantined: this.linesQuarantined,
      retries: this.retries,
      rejections: this.rejections,
      problem: this.problem,
    };
  }

  private async sendBatch(database: string, lines: readonly Lines[]): Promise<void> {
    const count = countOf(lines);
    const body = bodyOf(lines);
    if (count === 1) return this.sendLine(database, body);
    const outcome = await this.writeOrWait(database, body);
    if (outcome.outcome === 'written') {
      this.linesWritten += count;
      return;
    }
    this.rejections++;
    for (const half of halvesOf(lines)) await this.sendBatch(database, half);
  }

  /**
   * A line that is refused goes to the quarantine if it is refused again right after InfluxDB has taken another one.
   * Where it takes none (a proxy that answers 400 or 413 to everything), that is an outage: all would be put aside, and
   * old lines of entities would later overwrite newer ones.
   */
  private async sendLine(database: string, line: string): Promise<void> {
    const { backoff = DEFAULT_BACKOFF, signal } = this.parts;
    let takesOthers = false;
    for (let failures = 1; ;) {
      const outcome = await this.writeOrWait(database, line);
      if (outcome.outcome === 'written') {
        this.linesWritten++;
        return;
      }
      this.rejections++;
      const { reason } = outcome;
      if (takesOthers) return this.keepAside({ database, line, reason });
      takesOthers = (await this.writeOrWait(database, CHECK_LINE)).outcome === 'written';
      if (takesOthers) continue;
      this.problem = `it refuses every line, also one that is surely right: ${reason}`;
      this.retries++;
      await pause(waitAfter(failures++, null, backoff), signal);
    }
  }

  /** Where the quarantine cannot take a line (disk full), nothing goes on: else the line would be lost. */
  private async keepAside(line: RefusedLine): Promise<void> {
    const { quarantine, backoff, signal } = this.parts;
    for (let failures = 1; ; failures++) {
      try {
        quarantine.add([line]);
        this.linesQuarantined++;
        return;
      } catch (error) {
        this.problem = `the quarantine takes no lines: ${String(error)}`;
        await pause(waitAfter(failures, null, backoff), signal);
      }
    }
  }

  private async writeOrWait(database: string, body: string): Promise<Exclude<WriteOutcome, { outcome: 'retry' }>> {
    const { writer, backoff = DEFAULT_BACKOFF, signal } = this.parts;
    for (let failures = 1; ; failures++) {
      signal.throwIfAborted();
      const outcome = await writer.write(database, body);
      this.problem = outcome.outcome === 'written' ? null : outcome.reason;
      if (outcome.outcome !== 'retry') return outcome;
      this.retries++;
      await pause(waitAfter(failures, outcome.afterMilliseconds, backoff), signal);
    }
  }
}

/** Waits; ends early with an error when the signal says so. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, milliseconds);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/** Cuts lines into requests, between those that stay together. */
export function* batchesOf(lines: readonly Lines[]): Generator<readonly Lines[]> {
  let from = 0;
  let count = 0;
  let bytes = 0;
  for (let index = 0; index < lines.length; index++) {
    const some = lines[index]!;
    if (index > from && (count + some.count > BATCH_LINES || bytes + some.bytes.length > BATCH_BYTES)) {
      yield lines.slice(from, index);
      from = index;
      count = 0;
      bytes = 0;
    }
    count += some.count;
    bytes += some.bytes.length + 1;
  }
  if (from < lines.length) yield lines.slice(from);
}
