import type { Logger } from 'pino';
import type { Principal } from '../security/principal.js';
import type { WriterNews } from '../threads/writer-protocol.js';
import type { LiveStream } from './live-stream.js';
import type { SessionKey, Writer } from './writer.js';

const HEARTBEAT_MILLISECONDS = 15_000;

/** All readers of the live stream: tells the writer thread what they watch, and them what it tells. */
export class LiveHub {
  readonly #streams = new Set<LiveStream>();
  #heartbeat: NodeJS.Timeout | null = null;
  #watched = '[false]';
  #inForce: Promise<void> = Promise.resolve();

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

  /**
   * Adds a reader.
   * @returns When its points are being collected: each one that is taken from then on will be told. Rejects when the
   * writer thread does not collect them.
   */
  async add(stream: LiveStream): Promise<void> {
    this.#streams.add(stream);
    this.#heartbeat ??= setInterval(() => this.#beat(), HEARTBEAT_MILLISECONDS).unref();
    await this.#watch();
  }

  remove(stream: LiveStream): void {
    if (!this.#streams.delete(stream)) return;
    this.#watch().catch((error: unknown) => {
      this.logger.error({ err: error }, 'the writer thread goes on collecting what nobody reads');
    });
    if (this.#streams.size > 0 || this.#heartbeat === null) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = null;
  }

  /** Ends the streams of those who may not read them any more. */
  endOf(mayRead: (principal: Principal) => boolean): void {
    for (const stream of [...this.#streams]) {
      if (mayRead(stream.subject.principal)) continue;
      stream.end('the token was withdrawn');
      this.remove(stream);
    }
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

  #tell({ sessions, points, skipped, deleted, elsewhere = [] }: WriterNews): void {
    for (const stream of this.#streams) {
      const { workspace_id, sessions: wanted, metrics } = stream.subject;
      const gone = deleted
        .filter((session) => session.workspace_id === workspace_id)
        .map(({ session_id }) => session_id);
      if (gone.length > 0) stream.tellDeleted(gone);
      const changed = [...sessions, ...elsewhere].filter((session) => session.workspace_id === workspace_id);
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

  /** Tells the writer thread the union of what is watched, when it changed. Done when the last change is in force. */
  async #watch(): Promise<void> {
    const union = new Map<string, SessionKey>();
    for (const { subject } of this.#streams) {
      const { workspace_id } = subject;
      for (const session_id of subject.sessions)
        union.set(JSON.stringify([workspace_id, session_id]), { workspace_id, session_id });
    }
    const watched = JSON.stringify([this.#streams.size > 0, ...[...union.keys()].sort()]);
    if (watched !== this.#watched) {
      this.#watched = watched;
      this.#inForce = this.writer.watch([...union.values()], this.#streams.size > 0);
    }
    await this.#inForce;
  }
}
