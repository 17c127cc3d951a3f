/**
 * Asks the exporter once and then keeps the answer current by the live stream: news is applied to what is held, and
 * where that is not enough the question is asked again, not more often than every two seconds. A question that failed
 * is asked again by itself, as long as asking can help.
 */
import { Observable, Subscription } from 'rxjs';
import { exporterError, type FailureKind } from '../client/errors';
import { mostUrgent, type Again } from '../live/again';
import { backoffMilliseconds } from '../live/backoff';
import type { LiveHub, HubSeat } from '../live/hub';
import type { LiveInterest } from '../live/interest';
import type { LiveNews } from '../live/news';

/** How one kind of query is asked and kept current. State is never changed in place. */
export interface Followed<State> {
  load: () => Observable<State>;
  interest: (state: State) => LiveInterest;
  /** The state with the news, and whether to ask once more. */
  apply: (state: State, news: LiveNews) => { state: State; again: Again };
  /** Whether anything in it may still change by itself. */
  isLive: (state: State) => boolean;
}

export interface FollowedState<State> {
  /** Null until a request has succeeded. */
  state: State | null;
  error?: unknown;
  live: boolean;
}

/** Milliseconds from one answer to the next question. */
export const ASK_AGAIN_AFTER = 2_000;
export const ASK_SELDOM_AFTER = 10_000;

/** Failures that may pass by themselves; a wrong token or a wrong question does not. */
const MAY_PASS: readonly FailureKind[] = ['away', 'slow', 'failed'];

/** Without a hub: one answer, or an error in its place, and the end. */
export function follow<State>(hub: LiveHub | null, followed: Followed<State>): Observable<FollowedState<State>> {
  return new Observable((subscriber) => {
    const run = new Follower(hub, followed, (value, isLast) => {
      subscriber.next(value);
      if (isLast) subscriber.complete();
    });
    run.ask();
    return () => run.stop();
  });
}

class Follower<State> {
  private readonly seat: HubSeat | null;
  private request = Subscription.EMPTY;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer ends. */
  private due = Infinity;
  /** In a row. */
  private failures = 0;
  private state: State | null = null;
  private error: unknown;
  /** News that came while a request was under way: the answer may be older. */
  private held: LiveNews[] | null = null;
  private answeredAt = 0;

  constructor(
    private readonly hub: LiveHub | null,
    private readonly followed: Followed<State>,
    private readonly emit: (value: FollowedState<State>, isLast: boolean) => void,
  ) {
    this.seat = hub?.join((news) => this.hear(news)) ?? null;
  }

  ask(): void {
    this.stopTimer();
    this.request.unsubscribe();
    this.held = [];
    this.request = this.followed.load().subscribe({
      next: (state) => this.answered(state, undefined),
      error: (thrown: unknown) => this.answered(this.state, thrown),
    });
  }

  stop(): void {
    this.stopTimer();
    this.request.unsubscribe();
    this.seat?.leave();
  }

  private answered(state: State | null, error: unknown): void {
    this.answeredAt = Date.now();
    this.state = state;
    this.error = error;
    const held = this.held ?? [];
    this.held = null;
    if (state !== null && error === undefined) this.seat?.want(this.followed.interest(state));
    // News that came during the question: what asks for another one may have been answered, or not.
    const again = mostUrgent(...held.map((news) => this.take(news)));
    this.tell();
    this.askLater(again);
    this.failures = error === undefined ? 0 : this.failures + 1;
    if (error !== undefined && this.hub !== null && MAY_PASS.includes(exporterError(error).kind)) {
      this.askAt(this.answeredAt + Math.max(ASK_AGAIN_AFTER, backoffMilliseconds(this.failures, Math.random())));
    }
  }

  private hear(news: LiveNews): void {
    if (this.held) {
      this.held.push(news);
      return;
    }
    const before = this.state;
    const again = this.take(news);
    if (this.state !== before) this.tell();
    this.askLater(again);
  }

  /** Applies news; answers whether to ask again. After a break also what had ended may have been resumed. */
  private take(news: LiveNews): Again {
    if (this.state === null) return news.again;
    const { state, again } = this.followed.apply(this.state, news);
    this.state = state;
    return mostUrgent(again, news.again);
  }

  private askLater(again: Again): void {
    if (again !== false) this.askAt(this.answeredAt + (again === true ? ASK_AGAIN_AFTER : ASK_SELDOM_AFTER));
  }

  /** Asks then, unless it is planned for earlier. */
  private askAt(due: number): void {
    if (due >= this.due) return;
    this.stopTimer();
    this.due = due;
    this.timer = setTimeout(() => this.ask(), Math.max(0, due - Date.now()));
  }

  private stopTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.due = Infinity;
  }

  private tell(): void {
    const live = this.hub !== null && this.state !== null && this.followed.isLive(this.state);
    this.emit({ state: this.state, error: this.error, live }, this.hub === null);
  }
}
