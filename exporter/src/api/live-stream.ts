import type { ServerResponse } from 'node:http';
import type { LiveDeleted, LiveHello, LivePointsOfSeries, SessionSummary } from '@shadower-training/contract';
import type { Principal } from '../security/principal.js';

/** Values that wait for a slow reader; when more come, all are dropped and the reader is told to ask again. */
const MAXIMUM_WAITING_VALUES = 20_000;

/** What a stream is of. */
export interface LiveSubject {
  /** Who reads it. */
  readonly principal: Principal;
  readonly workspace_id: string;
  /** Sessions whose points are wanted. */
  readonly sessions: ReadonlySet<string>;
  /** Metrics that are wanted; all when null. */
  readonly metrics: ReadonlySet<string> | null;
}

/**
 * One reader of the live stream. While its connection is full, changed sessions wait as their newest state and points
 * up to a bound: memory stays small however slow the reader is.
 */
export class LiveStream {
  #isFull = false;
  /** News before the greeting waits for it. */
  #isGreeted = false;
  #nextId = 1;
  #sessions = new Map<string, SessionSummary>();
  #deleted = new Set<string>();
  #points: LivePointsOfSeries[] = [];
  #waitingValues = 0;
  #skipped = false;

  constructor(
    readonly subject: LiveSubject,
    private readonly response: ServerResponse,
    private readonly exporterId: string,
  ) {
    response.on('drain', () => {
      this.#isFull = false;
      this.#flush();
    });
  }

  /** Sends an event, or lets it go if the reader is too slow for it. */
  send(event: 'hello' | 'sessions' | 'points' | 'deleted' | 'end', data: unknown): void {
    if (this.response.destroyed || this.response.writableEnded) return;
    const written = this.response.write(
      `id: ${this.exporterId}-${this.#nextId++}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
    );
    this.#isFull = !written;
  }

  /** Says hello: from here on nothing that is taken is missed. */
  greet(hello: LiveHello): void {
    this.send('hello', hello);
    this.#isGreeted = true;
    this.#flush();
  }

  /** Tells of changed sessions and new points. */
  tell(sessions: readonly SessionSummary[], points: readonly LivePointsOfSeries[], skipped: boolean): void {
    for (const session of sessions) this.#sessions.set(session.session_id, session);
    this.#skipped ||= skipped;
    for (const series of points) {
      this.#waitingValues += series.value.length;
      this.#points.push(series);
    }
    if (this.#waitingValues > MAXIMUM_WAITING_VALUES) {
      this.#points = [];
      this.#waitingValues = 0;
      this.#skipped = true;
    }
    this.#flush();
  }

  /** Tells of sessions that were deleted. Who watches their points should ask again, and hear that they are gone. */
  tellDeleted(sessionIds: readonly string[]): void {
    for (const id of sessionIds) {
      this.#sessions.delete(id);
      this.#deleted.add(id);
      if (this.subject.sessions.has(id)) this.#skipped = true;
    }
    this.#points = this.#points.filter(({ session_id }) => !this.#deleted.has(session_id));
    this.#flush();
  }

  /** Keeps proxies from closing an idle connection. */
  beat(): void {
    if (!this.#isFull && !this.response.destroyed) this.#isFull = !this.response.write(': still here\n\n');
  }

  /** Says goodbye and closes. */
  end(reason: string): void {
    this.send('end', { reason });
    this.response.end();
  }

  #flush(): void {
    if (this.#isFull || !this.#isGreeted) return;
    if (this.#deleted.size > 0) {
      const session_ids = [...this.#deleted];
      this.#deleted.clear();
      this.send('deleted', { session_ids } satisfies LiveDeleted);
      if (this.#isFull) return;
    }
    if (this.#sessions.size > 0) {
      const sessions = [...this.#sessions.values()];
      this.#sessions.clear();
      this.send('sessions', { sessions });
    }
    if (this.#isFull || (this.#points.length === 0 && !this.#skipped)) return;
    const data = { series: this.#points, skipped: this.#skipped };
    this.#points = [];
    this.#waitingValues = 0;
    this.#skipped = false;
    this.send('points', data);
  }
}
