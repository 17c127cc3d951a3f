import { timingSafeEqual } from 'node:crypto';
import { ContractError } from '@shadower-training/contract';
import type { Principal } from './principal.js';
import { hashToken } from './token.js';
import type { TokenEntry } from './tokens-file.js';

interface KnownToken {
  readonly hash: Buffer;
  readonly principal: Principal;
}

/** The tokens that are known, and who each stands for. */
export class TokenRegistry {
  #tokens: readonly KnownToken[] = [];

  constructor(entries: readonly TokenEntry[]) {
    this.replace(entries);
  }

  /** Takes another list, as after a change of the file. */
  replace(entries: readonly TokenEntry[]): void {
    this.#tokens = entries.map(({ name, workspace_id, scopes, sha256 }) => ({
      hash: Buffer.from(sha256, 'hex'),
      principal: { name, workspace_id, scopes: new Set(scopes) },
    }));
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
