import type { Logger } from 'pino';
import type { WriterNews } from '../threads/writer-protocol.js';
import type { LiveStream } from './live-stream.js';
import type { SessionKey, Writer } from './writer.js';

const HEARTBEAT_MILLISECONDS = 15_000;

/** All readers of the live stream: tells the writer thread what they watch, and them what it tells. */
export class LiveHub {
  readonly #streams = new Set<LiveStream>();
  #heartbeat: NodeJS.Timeout | null = null;
  #watched = '[]';

  constructor(
    private readonly writer: Writer,
    private readonly logger: Logger,
  ) {
    writer.onNews((news) => this.#tell(news));
  }

  /** Streams that are open. */
  get size(): number {
    return this.#streams.size;
  }

  add(stream: LiveStream): void {
    this.#streams.add(stream);
    this.#heartbeat ??= setInterval(() => this.#beat(), HEARTBEAT_MILLISECONDS).unref();
    this.#watch();
  }

  remove(stream: LiveStream): void {
    if (!this.#streams.delete(stream)) return;
    this.#watch();
    if (this.#streams.size > 0 || this.#heartbeat === null) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = null;
  }

  /** Ends all streams. */
  end(reason: string): void {
    for (const stream of this.#streams) stream.end(reason);
    this.#streams.clear();
    if (this.#heartbeat) clearInterval(this.#heartbeat);
  }

  #beat(): void {
    for (const stream of this.#streams) stream.beat();
  }

  #tell({ sessions, points, skipped }: WriterNews): void {
    for (const stream of this.#streams) {
      const { workspace_id, sessions: wanted, metrics } = stream.subject;
      const changed = sessions.filter((session) => session.workspace_id === workspace_id);
      const news = points
        .filter(
          (series) =>
            series.workspace_id === workspace_id &&
            wanted.has(series.session_id) &&
            (metrics?.has(series.metric) ?? true),
        )
        .map(({ workspace_id: _own, ...series }) => series);
      if (changed.length > 0 || news.length > 0 || (skipped && wanted.size > 0))
        stream.tell(changed, news, skipped && wanted.size > 0);
    }
  }

  /** Tells the writer thread the union of what is watched, when it changed. */
  #watch(): void {
    const union = new Map<string, SessionKey>();
    for (const { subject } of this.#streams) {
      const { workspace_id } = subject;
      for (const session_id of subject.sessions)
        union.set(JSON.stringify([workspace_id, session_id]), { workspace_id, session_id });
    }
    const watched = JSON.stringify([...union.keys()].sort());
    if (watched === this.#watched) return;
    this.#watched = watched;
    this.writer.watch([...union.values()]).catch((error: unknown) => {
      this.logger.error({ err: error }, 'the writer thread did not take what is watched');
    });
  }
}
