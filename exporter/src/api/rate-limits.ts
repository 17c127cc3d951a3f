import { ContractError } from '@shadower-training/contract';
import type { Principal } from '../security/principal.js';

/** What may be over: named in /metrics as `limit`. */
export type RateLimitName =
  | 'token_requests_per_second'
  | 'token_bytes_per_second'
  | 'workspace_requests_per_second'
  | 'workspace_bytes_per_second';

/** Limits a second; 0 means none. */
export interface Rates {
  readonly tokenRequestsPerSecond: number;
  readonly tokenBytesPerSecond: number;
  readonly workspaceRequestsPerSecond: number;
  readonly workspaceBytesPerSecond: number;
}

/** What a token or a workspace may still use: fills up evenly, to one second's worth. */
class Budget {
  #left: number;
  #at: number;

  constructor(
    private readonly perSecond: number,
    now: number,
  ) {
    this.#left = perSecond;
    this.#at = now;
  }

  /** Seconds until there is something left; 0 now. What was used beyond the budget is owed, so large bodies pass too. */
  wait(now: number): number {
    this.#left = Math.min(this.perSecond, this.#left + ((now - this.#at) / 1_000) * this.perSecond);
    this.#at = now;
    return this.#left > 0 ? 0 : -this.#left / this.perSecond + 0.001;
  }

  use(amount: number): void {
    this.#left -= amount;
  }
}

interface Budgets {
  readonly requests: Budget | null;
  readonly bytes: Budget | null;
}

/**
 * Requests and bytes a second of each token and of each workspace. A few numbers a request; tokens that are read again
 * begin with a full budget.
 */
export class RateLimits {
  readonly #tokens = new WeakMap<Principal, Budgets>();
  readonly #workspaces = new Map<string, Budgets>();

  /**
   * @param onOver Hears of every refusal.
   * @param clock Milliseconds that never go back.
   */
  constructor(
    private readonly rates: Rates,
    private readonly onOver: (limit: RateLimitName) => void,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** Whether there is anything to limit. */
  static isNeeded(rates: Rates): boolean {
    const { tokenRequestsPerSecond, tokenBytesPerSecond, workspaceRequestsPerSecond, workspaceBytesPerSecond } = rates;
    return tokenRequestsPerSecond + tokenBytesPerSecond + workspaceRequestsPerSecond + workspaceBytesPerSecond > 0;
  }

  /** Counts a request. @throws ContractError `too_many_requests` when the token or its workspace is over. */
  request(principal: Principal): void {
    const now = this.clock();
    const token = this.#ofToken(principal, now).requests;
    const workspace = this.#ofWorkspace(principal, now)?.requests ?? null;
    this.#refuse(token, now, 'token_requests_per_second', principal);
    this.#refuse(workspace, now, 'workspace_requests_per_second', principal);
    token?.use(1);
    workspace?.use(1);
  }

  /** Asked before a body is read. @throws ContractError `too_many_requests` when earlier ones used the budget up. */
  body(principal: Principal): void {
    const now = this.clock();
    this.#refuse(this.#ofToken(principal, now).bytes, now, 'token_bytes_per_second', principal);
    this.#refuse(this.#ofWorkspace(principal, now)?.bytes ?? null, now, 'workspace_bytes_per_second', principal);
  }

  /** Counts the decompressed bytes of a body that was read. */
  read(principal: Principal, bytes: number): void {
    const now = this.clock();
    this.#ofToken(principal, now).bytes?.use(bytes);
    this.#ofWorkspace(principal, now)?.bytes?.use(bytes);
  }

  #ofToken(principal: Principal, now: number): Budgets {
    let budgets = this.#tokens.get(principal);
    if (budgets === undefined) {
      const { tokenRequestsPerSecond, tokenBytesPerSecond } = this.rates;
      budgets = budgetsOf(tokenRequestsPerSecond, tokenBytesPerSecond, now);
      this.#tokens.set(principal, budgets);
    }
    return budgets;
  }

  /** Null without tokens: then there is one asker, and which workspace it means is known only after parsing. */
  #ofWorkspace({ workspace_id }: Principal, now: number): Budgets | null {
    if (workspace_id === null) return null;
    let budgets = this.#workspaces.get(workspace_id);
    if (budgets === undefined) {
      const { workspaceRequestsPerSecond, workspaceBytesPerSecond } = this.rates;
      budgets = budgetsOf(workspaceRequestsPerSecond, workspaceBytesPerSecond, now);
      this.#workspaces.set(workspace_id, budgets);
    }
    return budgets;
  }

  #refuse(budget: Budget | null, now: number, limit: RateLimitName, { name, workspace_id }: Principal): void {
    if (budget === null) return;
    const seconds = budget.wait(now);
    if (seconds === 0) return;
    this.onOver(limit);
    const retryAfter = Math.max(1, Math.ceil(seconds));
    const who = limit.startsWith('token') ? `the token "${name}"` : `the workspace "${workspace_id}"`;
    const what = limit.includes('requests') ? 'requests' : 'bytes';
    throw new ContractError(
      'too_many_requests',
      `${who} is over its limit of ${this.#limitOf(limit)} ${what} a second; send this request again after ${retryAfter} s`,
      [],
      retryAfter,
    );
  }

  #limitOf(limit: RateLimitName): number {
    const { tokenRequestsPerSecond, tokenBytesPerSecond, workspaceRequestsPerSecond, workspaceBytesPerSecond } =
      this.rates;
    return {
      token_requests_per_second: tokenRequestsPerSecond,
      token_bytes_per_second: tokenBytesPerSecond,
      workspace_requests_per_second: workspaceRequestsPerSecond,
      workspace_bytes_per_second: workspaceBytesPerSecond,
    }[limit];
  }
}

function budgetsOf(requests: number, bytes: number, now: number): Budgets {
  return {
    requests: requests > 0 ? new Budget(requests, now) : null,
    bytes: bytes > 0 ? new Budget(bytes, now) : null,
  };
}
