import type { SessionKey, Writer } from './writer.js';

/**
 * Lets reads see what was acknowledged before they were asked for. Settling all sessions costs the writer thread time,
 * so reads that come while it is under way share the next one.
 */
export class Settler {
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(private readonly writer: Pick<Writer, 'settle'>) {}

  /** Settles the named sessions. */
  sessions(workspace_id: string, sessionIds: readonly string[]): Promise<void> {
    const keys: SessionKey[] = sessionIds.map((session_id) => ({ workspace_id, session_id }));
    return this.writer.settle(keys);
  }

  /** Settles every session. */
  all(): Promise<void> {
    if (this.#running === null) return this.#run();
    // What runs now began before this read was asked for: only one that begins later has all it should see.
    this.#next ??= this.#running.then(
      () => this.#run(),
      () => this.#run(),
    );
    return this.#next;
  }

  #run(): Promise<void> {
    this.#next = null;
    const run = this.writer.settle(null).finally(() => {
      if (this.#running === run) this.#running = null;
    });
    this.#running = run;
    return run;
  }
}
