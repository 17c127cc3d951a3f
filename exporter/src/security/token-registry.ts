import { timingSafeEqual } from 'node:crypto';
import { ContractError } from '@shadower-training/contract';
import type { Principal } from './principal.js';
import { hashToken } from './token.js';
import { tokenKey, type TokenEntry } from './tokens-file.js';

interface KnownToken {
  readonly key: string;
  readonly hash: Buffer;
  readonly principal: Principal;
}

/** The tokens that are known, and who each stands for. */
export class TokenRegistry {
  #tokens: readonly KnownToken[] = [];
  readonly #listeners: (() => void)[] = [];

  constructor(entries: readonly TokenEntry[]) {
    this.replace(entries);
  }

  /** Takes another list, as after a change of the file. Tokens that stay keep their principal, and so what it has used. */
  replace(entries: readonly TokenEntry[]): void {
    const before = new Map(this.#tokens.map(({ key, principal }) => [key, principal]));
    this.#tokens = entries.map((entry) => {
      const key = tokenKey(entry);
      const { name, workspace_id, scopes, sha256 } = entry;
      const principal = before.get(key) ?? { name, workspace_id, scopes: new Set(scopes) };
      return { key, hash: Buffer.from(sha256, 'hex'), principal };
    });
    for (const listener of this.#listeners) listener();
  }

  /** Hears when another list was taken. */
  onReplaced(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Whether the principal's token is still known, and may still do the same. */
  holds(principal: Principal): boolean {
    return this.#tokens.some((known) => known.principal === principal);
  }

  /**
   * Finds who asks.
   * @param header The Authorization header.
   * @throws ContractError `unauthenticated`.
   */
  authenticate(header: string | undefined): Principal {
    const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
    if (token === undefined) throw unauthenticated('a token is needed: send the header "Authorization: Bearer TOKEN"');
    const hash = Buffer.from(hashToken(token), 'hex');
    let found: Principal | null = null;
    // All are compared, each in constant time: how long it takes says nothing about any of them.
    for (const known of this.#tokens) if (timingSafeEqual(known.hash, hash)) found ??= known.principal;
    if (found === null) throw unauthenticated('the token is not known');
    return found;
  }
}

function unauthenticated(message: string): ContractError {
  return new ContractError('unauthenticated', message);
}
