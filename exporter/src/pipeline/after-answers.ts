/**
 * Work that need not be done before a request is answered, only before anything else happens. Run once the answers of the
 * turn are on their way: their clients go on meanwhile, on the other core.
 *
 * An answer leaves the thread in a tick (remote-call.ts) that is asked for while promises settle. A tick asked for before
 * that comes first, but all promises settle before it: what it asks for comes after the answers, and before the event
 * loop turns to timers and messages. So nobody can see a session whose work is still to come.
 */
export class AfterAnswers {
  private work: (() => void)[] = [];

  /** Adds work; it is done in the order in which it was added. What it throws ends the process. */
  add(work: () => void): void {
    this.work.push(work);
    if (this.work.length === 1) process.nextTick(() => process.nextTick(() => this.flush()));
  }

  /** Does now what still waits: for who goes on in the same turn. */
  flush(): void {
    const { work } = this;
    this.work = [];
    for (const run of work) run();
  }
}
