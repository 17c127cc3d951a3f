import type { AuditLog } from './watch-tokens.js';

/** At most one line in so long, however many try. */
const QUIET_MILLISECONDS = 10_000;

/** Tells the log of requests without a token that is known: who guesses or has an old one, without filling the disk. */
export class RefusedTokens {
  #count = 0;
  #toldAt = -Infinity;

  /** @param clock Milliseconds that never go back. */
  constructor(
    private readonly log: Pick<AuditLog, 'info'>,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** @param client Address that the request came from. */
  note(client: string, requestId: string): void {
    this.#count++;
    const now = this.clock();
    if (now - this.#toldAt < QUIET_MILLISECONDS) return;
    this.log.info({ client, request_id: requestId, refused: this.#count }, 'requests without a token that is known');
    this.#count = 0;
    this.#toldAt = now;
  }
}
