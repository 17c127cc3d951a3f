/**
 * One event stream for all queries of a tab. Queries join and say what they want once they know; the hub opens the
 * stream for the union, opens it again when the union grows, closes it when the tab is hidden or nobody listens, and
 * comes back after a break. Whoever joined before a stream said hello is told to ask again: what happened in between is
 * in no stream. Likewise, now and then, who wants more than one stream carries.
 */
import type { LiveQuery } from '@shadower-training/contract';
import { Subscription, type Observable } from 'rxjs';
import { backoffMilliseconds } from './backoff';
import type { LiveEvent } from './events';
import { covers, ONLY_SESSIONS, unionOf, type LiveInterest, type LiveQuestion } from './interest';
import { NewsBox, type LiveNews } from './news';

/** What the hub needs from outside; tests bring their own. */
export interface HubParts {
  open: (question: Pick<LiveQuery, 'session_id' | 'metric'>) => Observable<LiveEvent>;
  visible: () => Observable<boolean>;
  random?: () => number;
}

/** A place in the hub. */
export interface HubSeat {
  want: (interest: LiveInterest) => void;
  leave: () => void;
}

interface Member {
  interest: LiveInterest;
  /** Whether it has said what it wants. */
  decided: boolean;
  listener: (news: LiveNews) => void;
  box: NewsBox;
}

/** Milliseconds. */
export const HUB_TIMES = {
  /** Panels of a page join within this; then the stream is opened once for all. */
  settle: 150,
  /** Nor is it opened before all have said what they want, which they know with their first answer; at most so long. */
  patience: 1_500,
  /** A dashboard's refresh leaves and joins again within this: the stream stays. */
  linger: 3_000,
  /** News is handed out at most this often. */
  batch: 500,
  /** Whom no stream serves is told to ask again this often. */
  poll: 10_000,
  /** A stream that used to send comments and sends nothing for so long is dead. */
  silence: 60_000,
} as const;

type Timer = ReturnType<typeof setTimeout>;

export class LiveHub {
  private readonly members = new Set<Member>();
  private opened: LiveQuestion | null = null;
  private stream: Subscription | null = null;
  private visibility: Subscription | null = null;
  private isVisible = true;
  private isConnected = false;
  /** When the hub began to wait for those who have not decided; null when it does not. */
  private waitingSince: number | null = null;
  private failures = 0;
  private readonly timers: Partial<Record<'settle' | 'linger' | 'retry' | 'batch' | 'poll' | 'silence', Timer>> = {};
  private exporterId: string | null = null;

  constructor(private readonly parts: HubParts) {}

  /** Joins; the listener hears everything from now on. */
  join(listener: (news: LiveNews) => void): HubSeat {
    const member: Member = { interest: ONLY_SESSIONS, decided: false, listener, box: new NewsBox() };
    this.members.add(member);
    this.watchVisibility();
    this.settle();
    return {
      want: (interest) => {
        member.interest = interest;
        member.decided = true;
        this.settle();
      },
      leave: () => {
        this.members.delete(member);
        if (this.members.size === 0) this.start('linger', HUB_TIMES.linger, () => this.rest());
      },
    };
  }

  /** For tests and the curious. */
  get state(): { members: number; connected: boolean; exporterId: string | null } {
    return { members: this.members.size, connected: this.isConnected, exporterId: this.exporterId };
  }

  private watchVisibility(): void {
    this.visibility ??= this.parts.visible().subscribe((visible) => {
      this.isVisible = visible;
      if (!visible) this.close();
      else this.settle();
    });
  }

  private settle(): void {
    if (this.timers.settle === undefined) this.start('settle', HUB_TIMES.settle, () => this.openIfNeeded());
  }

  private openIfNeeded(): void {
    if (this.members.size === 0 || !this.isVisible) return;
    this.stop('linger');
    if (this.isWaiting()) {
      this.settle();
      return;
    }
    const wanted = unionOf([...this.members].map((member) => member.interest));
    if (this.opened && covers(this.opened, wanted)) return;
    this.open(wanted);
  }

  /** Whether to wait for members that load: each stream that is opened costs everybody a question. */
  private isWaiting(): boolean {
    if ([...this.members].every(({ decided }) => decided)) {
      this.waitingSince = null;
      return false;
    }
    this.waitingSince ??= Date.now();
    return Date.now() - this.waitingSince < HUB_TIMES.patience;
  }

  private open(question: LiveQuestion): void {
    this.close();
    this.opened = question;
    if (this.timers.poll === undefined) this.poll();
    this.stream = new Subscription();
    this.stream.add(
      this.parts.open(question).subscribe({
        next: (event) => this.receive(event),
        error: () => this.lost(),
        complete: () => this.lost(),
      }),
    );
  }

  private receive(event: LiveEvent): void {
    if (this.timers.silence !== undefined || event.event === 'comment') {
      this.start('silence', HUB_TIMES.silence, () => this.lost());
    }
    if (event.event === 'hello') this.greet(event.data.exporter_id);
    if (event.event === 'end') this.lost();
    if (event.event === 'sessions') for (const { box } of this.members) box.addSessions(event.data.sessions);
    if (event.event === 'points') {
      for (const { box, interest } of this.members) {
        const points = event.data.series.filter(({ session_id }) => interest.sessions.includes(session_id));
        const skipped = event.data.skipped && interest.sessions.length > 0;
        if (points.length || skipped) box.addPoints(points, skipped);
      }
    }
    this.handOutSoon();
  }

  private greet(exporterId: string): void {
    this.isConnected = true;
    this.failures = 0;
    this.exporterId = exporterId;
    for (const { box } of this.members) box.addAgain();
  }

  /** The stream ended, by a word or without one: come back later. */
  private lost(): void {
    this.close();
    this.failures += 1;
    const random = this.parts.random ?? Math.random;
    this.start('retry', backoffMilliseconds(this.failures, random()), () => this.openIfNeeded());
    if (this.timers.poll === undefined) this.poll();
  }

  private poll(): void {
    this.start('poll', HUB_TIMES.poll, () => {
      if (this.members.size === 0 || !this.isVisible) return;
      for (const { box, interest } of this.members) if (!this.serves(interest)) box.addAgain();
      this.handOutSoon();
      this.poll();
    });
  }

  /** Whether the stream is there and carries all of it: a stream has room for so many sessions. */
  private serves(interest: LiveInterest): boolean {
    return this.isConnected && this.opened !== null && covers(this.opened, interest);
  }

  private handOutSoon(): void {
    if (this.timers.batch === undefined) this.start('batch', HUB_TIMES.batch, () => this.handOut());
  }

  private handOut(): void {
    for (const { box, listener } of [...this.members]) {
      const news = box.take();
      if (news) listener(news);
    }
  }

  private close(): void {
    this.stop('retry');
    this.stop('silence');
    this.isConnected = false;
    this.opened = null;
    this.stream?.unsubscribe();
    this.stream = null;
  }

  /** Nobody listens any more. */
  private rest(): void {
    this.close();
    for (const name of Object.keys(this.timers) as Array<keyof typeof this.timers>) this.stop(name);
    this.visibility?.unsubscribe();
    this.visibility = null;
    this.failures = 0;
    this.waitingSince = null;
  }

  private start(name: keyof typeof this.timers, milliseconds: number, action: () => void): void {
    this.stop(name);
    this.timers[name] = setTimeout(() => {
      delete this.timers[name];
      action();
    }, milliseconds);
  }

  private stop(name: keyof typeof this.timers): void {
    clearTimeout(this.timers[name]);
    delete this.timers[name];
  }
}
