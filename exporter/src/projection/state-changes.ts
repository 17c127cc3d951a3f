import type { StoreWriter } from '../store/port.js';
import { heartbeatSecondsOf } from './describe.js';
import { silentAfter } from './liveness.js';
import type { SessionEntry } from './session-entry.js';
import type { Sharing } from './sharing.js';
import { nextState, rowOfState } from './state.js';

/** Notes the states that sessions get into, by news and by silence. */
export class StateChanges {
  /** @param sharing Null where nobody else writes to the store. */
  constructor(
    private readonly store: Pick<StoreWriter, 'applyRows'>,
    private readonly sharing: Pick<Sharing, 'heardSince'> | null,
  ) {}

  /**
   * @param now Epoch milliseconds.
   * @returns Whether the session's state changed. News about the past changes it without a point: no alert may see it.
   */
  note(entry: SessionEntry, now: number): boolean {
    const { facts, pace } = entry.session;
    if (this.mayHaveNewsElsewhere(entry, now)) return false;
    const next = nextState(facts, pace, now);
    if (next.state === facts.state) return false;
    facts.state = next.state;
    entry.isUnwritten = true;
    if (facts.live_news_at !== null) this.store.applyRows(entry.key, facts.through_record, [rowOfState(facts, next)]);
    return true;
  }

  /** What others heard cannot be known while they cannot be heard, nor for as long afterwards as silence takes. */
  private mayHaveNewsElsewhere({ shared, session: { facts } }: SessionEntry, now: number): boolean {
    if (this.sharing === null || !shared?.isKnownElsewhere) return false;
    if (facts.finished !== null || facts.live_news_at === null) return false;
    const since = this.sharing.heardSince();
    if (since === null) return true;
    return since > facts.live_news_at && now - since < silentAfter(heartbeatSecondsOf(facts.description));
  }
}
