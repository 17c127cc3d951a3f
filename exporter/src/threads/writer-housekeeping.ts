import type { Journal } from '../journal/journal.js';
import type { Projection } from '../projection/projection.js';
import type { StoreWriter } from '../store/port.js';
import type { WriterNews } from './writer-protocol.js';

/** Between turns: states, scores and news are at most so late. */
const TURN_MILLISECONDS = 100;
/** What a turn may spend on persisting: a request that comes meanwhile waits no longer than this. */
const PERSIST_BUDGET_MILLISECONDS = 8;

/** What the writer thread does between requests. */
export class Housekeeping {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly parts: {
      readonly projection: Projection;
      readonly store: StoreWriter;
      readonly journal: Journal;
      readonly tell: (news: WriterNews) => void;
    },
  ) {}

  start(): void {
    this.timer = setTimeout(() => this.turn(), TURN_MILLISECONDS);
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  private turn(): void {
    const { projection, store, journal, tell } = this.parts;
    const news = projection.tick(Date.now());
    if (news) tell(news);
    const more = store.maintain(PERSIST_BUDGET_MILLISECONDS);
    const trimmable = Math.min(store.oldestUncovered(), journal.lastId + 1);
    const moreToTrim = journal.trim(trimmable);
    // Under load there is always more: requests get their turn in between, persisting keeps its share.
    this.timer = setTimeout(() => this.turn(), more || moreToTrim ? PERSIST_BUDGET_MILLISECONDS : TURN_MILLISECONDS);
  }
}
