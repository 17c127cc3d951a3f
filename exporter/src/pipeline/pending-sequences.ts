import type { LiveSession } from '../projection/session.js';

/**
 * Requests that are on their way to the disk. A repeat that overtakes its original waits for it: answered before, it
 * would acknowledge what may still be lost.
 */
export class PendingSequences {
  private readonly bySession = new WeakMap<LiveSession, Map<string, Promise<void>>>();

  /** The commit of a request that is under way, if it is. */
  get(session: LiveSession, producer: string, sequence: number): Promise<void> | undefined {
    return this.bySession.get(session)?.get(keyOf(producer, sequence));
  }

  /** Marks a request as under way until its commit has ended. */
  hold(session: LiveSession, producer: string, sequence: number, commit: Promise<void>): Promise<void> {
    let pending = this.bySession.get(session);
    if (pending === undefined) this.bySession.set(session, (pending = new Map()));
    const key = keyOf(producer, sequence);
    pending.set(key, commit);
    return commit.finally(() => pending.delete(key));
  }
}

function keyOf(producer: string, sequence: number): string {
  return `${sequence} ${producer}`;
}
