import { ContractError, SCOPES, type Scope } from '@shadower-training/contract';

/** Who asks. */
export interface Principal {
  readonly name: string;
  /** The token's workspace, which always wins; null without tokens. */
  readonly workspace_id: string | null;
  readonly scopes: ReadonlySet<Scope>;
}

/** Whoever is on this machine, where there are no tokens. */
export const LOCAL_PRINCIPAL: Principal = { name: 'local', workspace_id: null, scopes: new Set(SCOPES) };

/** @throws ContractError `forbidden` when the principal lacks the scope. */
export function requireScope(principal: Principal, scope: Scope): void {
  if (principal.scopes.has(scope)) return;
  const held = [...principal.scopes].join(', ') || 'none';
  throw new ContractError('forbidden', `the token "${principal.name}" lacks the scope ${scope}; it has: ${held}`);
}
