import { EventLoopWatch } from '../counting/event-loop.js';
import type { RetentionStatistics } from '../retention/retention.js';
import type { WriterNews, WriterStatistics } from '../threads/writer-protocol.js';
import { writeExposition, type Format } from './exposition.js';
import { gauge, type Family } from './family.js';
import { LiveSessions } from './live-sessions.js';
import { diskFamilies, eventLoopFamilies, processFamilies } from './process-families.js';
import { RequestCounts } from './request-counts.js';
import { retentionFamilies } from './retention-families.js';
import { sessionFamilies } from './session-families.js';
import { writerFamilies } from './writer-families.js';

/** A writer thread that takes longer is left out: a scrape that waits for it would be lost as a whole. */
const WRITER_PATIENCE_MILLISECONDS = 2_000;

/** What metrics are made from. */
export interface MetricsParts {
  readonly writer: {
    statistics(): Promise<WriterStatistics>;
    onNews(listener: (news: WriterNews) => void): void;
  };
  readonly retention?: { statistics(): RetentionStatistics };
  readonly configuration: {
    readonly dataDir: string;
    readonly store: string;
    readonly metricsMaxSeries: number;
    readonly metricsFinishedSeconds: number;
    readonly metricsUnfinishedSeconds: number;
  };
  /** Version of the exporter. */
  readonly version: string;
}

/** What is open on the HTTP side at this moment. */
export interface OpenNow {
  readonly requestsInFlight: number;
  readonly bytesInFlight: number;
  readonly streams: number;
}

/**
 * Everything that /metrics tells. Counts are plain numbers that the hot path adds to; sessions are what the writer thread
 * told last; only small statistics are asked of it when somebody scrapes.
 */
export class Metrics {
  readonly requests = new RequestCounts();
  readonly #sessions: LiveSessions;
  readonly #eventLoop = new EventLoopWatch();

  constructor(private readonly parts: MetricsParts) {
    const { metricsFinishedSeconds, metricsUnfinishedSeconds } = parts.configuration;
    this.#sessions = new LiveSessions({
      finished: metricsFinishedSeconds * 1_000,
      unfinished: metricsUnfinishedSeconds * 1_000,
    });
    parts.writer.onNews((news) => {
      this.#sessions.forget(news.deleted);
      this.#sessions.note(news, Date.now());
    });
  }

  /** Of all workspaces and of the exporter itself. */
  async exposition(format: Format, open: OpenNow): Promise<string> {
    const [ofWriter, ofProcess, ofDisk] = await Promise.all([
      this.#writerFamilies(),
      processFamilies(),
      diskFamilies(this.parts.configuration.dataDir),
    ]);
    const families = [
      this.#build(),
      ...this.requests.families(),
      gauge('ingest_requests_in_flight', 'Writing requests that wait for the journal.', open.requestsInFlight),
      gauge('ingest_bytes_in_flight', 'Bytes of their bodies.', open.bytesInFlight),
      gauge('live_streams', 'Open live streams.', open.streams),
      ...ofWriter,
      ...(this.parts.retention ? retentionFamilies(this.parts.retention.statistics()) : []),
      ...ofDisk,
      ...ofProcess,
      ...this.#sessionFamilies(null),
    ];
    return writeExposition(families, format);
  }

  /** Of one workspace: its live sessions, and nothing that would tell of others. */
  async expositionOf(workspaceId: string, format: Format): Promise<string> {
    return writeExposition([this.#build(), ...this.#sessionFamilies(workspaceId)], format);
  }

  stop(): void {
    this.#eventLoop.stop();
  }

  #build(): Family {
    const { version, configuration } = this.parts;
    const labels = { version, store: configuration.store, node: process.versions.node };
    return gauge('build_info', 'Version of the exporter, always 1.', [{ labels, value: 1 }]);
  }

  #sessionFamilies(workspaceId: string | null): Family[] {
    return sessionFamilies(this.#sessions.current(workspaceId, Date.now()), this.parts.configuration.metricsMaxSeries);
  }

  async #writerFamilies(): Promise<Family[]> {
    const main = this.#eventLoop.counts();
    const statistics = await this.#statistics();
    const up = gauge('writer_up', '1 when the writer thread answered in time, else 0.', statistics === null ? 0 : 1);
    if (statistics === null) return [up, ...eventLoopFamilies({ main })];
    return [up, ...writerFamilies(statistics), ...eventLoopFamilies({ main, writer: statistics.event_loop })];
  }

  /** Null when the writer thread does not answer in time, or has ended. */
  async #statistics(): Promise<WriterStatistics | null> {
    let timer: NodeJS.Timeout | undefined;
    const impatient = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), WRITER_PATIENCE_MILLISECONDS);
    });
    // Why it could not answer is in the log of whoever started it; here it is a 0.
    const answer = this.parts.writer.statistics().catch(() => null);
    return Promise.race([answer, impatient]).finally(() => clearTimeout(timer));
  }
}
