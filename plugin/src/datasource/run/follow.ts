/**
 * Asks the exporter once and then keeps the answer current by the live stream: news is applied to what is held, and
 * where that is not enough the question is asked again, not more often than every two seconds.
 */
import { Observable, Subscription } from 'rxjs';
import type { LiveHub, HubSeat } from '../live/hub';
import type { LiveInterest } from '../live/interest';
import type { LiveNews } from '../live/news';

/** How one kind of query is asked and kept current. State is never changed in place. */
export interface Followed<State> {
  load: () => Observable<State>;
  interest: (state: State) => LiveInterest;
  /** `again`: ask once more; `seldom`: only if the last time is long ago. */
  apply: (state: State, news: LiveNews) => { state: State; again: boolean | 'seldom' };
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
const ASK_SELDOM_AFTER = 10_000;

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
    clearTimeout(this.timer);
    this.timer = undefined;
    this.request.unsubscribe();
    this.held = [];
    this.request = this.followed.load().subscribe({
      next: (state) => this.answered(state, undefined),
      error: (thrown: unknown) => this.answered(this.state, thrown),
    });
  }

  stop(): void {
    clearTimeout(this.timer);
    this.request.unsubscribe();
    this.seat?.leave();
  }

  private answered(state: State | null, error: unknown): void {
    this.answeredAt = Date.now();
    this.state = state;
    this.error = error;
    const held = this.held ?? [];
    this.held = null;
    if (state !== null) this.seat?.want(this.followed.interest(state));
    let wantsAgain = false;
    for (const news of held) wantsAgain = this.take(news) || wantsAgain;
    this.tell();
    if (wantsAgain) this.askAfter(ASK_AGAIN_AFTER);
  }

  private hear(news: LiveNews): void {
    if (this.held) {
      this.held.push(news);
      return;
    }
    const before = this.state;
    const wantsAgain = this.take(news);
    if (this.state !== before) this.tell();
    if (wantsAgain) this.askAfter(ASK_AGAIN_AFTER);
  }

  /** Applies news; answers whether to ask again. */
  private take(news: LiveNews): boolean {
    if (this.state === null) return news.again;
    const { state, again } = this.followed.apply(this.state, news);
    this.state = state;
    const isLive = this.followed.isLive(state);
    // After a break also what had ended is asked for once more: it may have been resumed meanwhile.
    if (again === 'seldom') return isLive && Date.now() - this.answeredAt > ASK_SELDOM_AFTER;
    return again || news.again;
  }

  private askAfter(pause: number): void {
    if (this.timer !== undefined) return;
    this.timer = setTimeout(() => this.ask(), Math.max(0, this.answeredAt + pause - Date.now()));
  }

  private tell(): void {
    const live = this.hub !== null && this.state !== null && this.followed.isLive(this.state);
    this.emit({ state: this.state, error: this.error, live }, this.hub === null);
  }
}
