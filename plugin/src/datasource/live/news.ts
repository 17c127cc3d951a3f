/** What the stream tells its listeners: several events of a moment as one. */
import type { LivePointsOfSeries, SessionSummary } from '@shadower-training/contract';

export interface LiveNews {
  /** Newest summary of each session that changed. */
  sessions: SessionSummary[];
  points: LivePointsOfSeries[];
  /** What a listener holds may miss something: it should ask again. */
  again: boolean;
}

/** Collects events until they are handed out. */
export class NewsBox {
  private sessions = new Map<string, SessionSummary>();
  private points: LivePointsOfSeries[] = [];
  private again = false;

  addSessions(sessions: readonly SessionSummary[]): void {
    for (const session of sessions) this.sessions.set(session.session_id, session);
  }

  addPoints(points: readonly LivePointsOfSeries[], skipped: boolean): void {
    this.points.push(...points);
    this.again ||= skipped;
  }

  addAgain(): void {
    this.again = true;
  }

  /** Everything since the last time; null when there is nothing. */
  take(): LiveNews | null {
    if (this.sessions.size === 0 && this.points.length === 0 && !this.again) return null;
    const news = { sessions: [...this.sessions.values()], points: this.points, again: this.again };
    this.sessions = new Map();
    this.points = [];
    this.again = false;
    return news;
  }
}
