import type { IncomingMessage } from 'node:http';
import type { Scope } from '@shadower-training/contract';
import { ForeignRequestGuard } from '../security/foreign-request.js';
import { LOCAL_PRINCIPAL, requireScope, type Principal } from '../security/principal.js';
import { checkRequestPath } from '../security/request-path.js';
import { ClientAddresses } from '../security/client-address.js';
import { RefusedTokens } from '../security/refused-tokens.js';
import type { ApiParts } from './parts.js';
import { RateLimits, type RateLimitName } from './rate-limits.js';
import { requestIdOf } from './request-id.js';

/** What every request passes, on the hot path and in Express alike. */
export class Guard {
  readonly #foreign: ForeignRequestGuard | null;

  readonly #refused: RefusedTokens;

  /** Whom requests are from, for the log. */
  readonly clients: ClientAddresses;

  /** Null where nothing is limited. */
  readonly rates: RateLimits | null;

  /** @param onOverRate Hears of every request that is refused for being over a rate. */
  constructor(
    private readonly parts: Pick<ApiParts, 'configuration' | 'tokens' | 'logger'>,
    onOverRate: (limit: RateLimitName) => void = () => {},
  ) {
    this.rates = RateLimits.isNeeded(parts.configuration) ? new RateLimits(parts.configuration, onOverRate) : null;
    // A page cannot know a token, so where there are tokens the guard against pages has nothing to add.
    this.#foreign = parts.tokens
      ? null
      : new ForeignRequestGuard(parts.configuration.publicUrl, parts.configuration.corsOrigins ?? []);
    this.clients = new ClientAddresses(parts.configuration.trustedProxies ?? []);
    this.#refused = new RefusedTokens(parts.logger);
  }

  /** @throws ContractError for misleading paths and for requests of foreign pages. */
  admit(request: IncomingMessage, path: string): void {
    checkRequestPath(path);
    this.#foreign?.check(request.headers);
  }

  /** @throws ContractError `unauthenticated`, `forbidden` or `too_many_requests`. */
  authorize(request: IncomingMessage, scope: Scope): Principal {
    const principal = this.authenticate(request);
    requireScope(principal, scope);
    return principal;
  }

  /** Who asks, whatever they may. @throws ContractError `unauthenticated`, or `too_many_requests` when over a rate. */
  authenticate(request: IncomingMessage): Principal {
    const principal = this.#principalOf(request);
    this.rates?.request(principal);
    return principal;
  }

  #principalOf(request: IncomingMessage): Principal {
    if (!this.parts.tokens) return LOCAL_PRINCIPAL;
    try {
      return this.parts.tokens.authenticate(request.headers.authorization);
    } catch (error) {
      this.#refused.note(this.clients.of(request), requestIdOf(request));
      throw error;
    }
  }
}
