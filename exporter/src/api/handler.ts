import type { RouteAnswer, RouteBody, RouteId, RouteQuery } from '@shadower-training/contract';
import type { Principal } from '../security/principal.js';

/** A checked request. */
export interface Call<Id extends RouteId> {
  readonly principal: Principal;
  /** The token's workspace; without tokens the one that the request names, else `default`. */
  readonly workspace_id: string;
  /** Parts of the path by name. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: RouteQuery<Id>;
  readonly body: RouteBody<Id>;
  /** The request's id in the log. */
  readonly request_id: string;
  /** Aborts when the client has closed its connection: nobody waits for the answer. */
  readonly signal: AbortSignal;
}

/** Serves a call that is answered with JSON; throws ContractError for every other answer. */
export type Handler<Id extends RouteId> = (call: Call<Id>) => Promise<RouteAnswer<Id>>;
