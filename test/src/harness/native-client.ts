import { Agent } from 'node:http';
import {
  errorSchema,
  pathParameters,
  ROUTES,
  type ErrorAnswer,
  type RouteAnswer,
  type RouteDeclaration,
  type RouteId,
  type SeriesAnswer,
  type SessionSummary,
} from '@shadower-training/contract';
import { exchange, portOf, type HttpAnswer } from './http.js';
import { undeclaredPaths } from './undeclared.js';

type Parameter = string | number | boolean;

/** What a call carries. */
export interface CallParts {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, Parameter | readonly Parameter[] | undefined>>;
  readonly body?: unknown;
}

/** A call that the exporter refused. */
export class Refused extends Error {
  constructor(
    readonly call: string,
    readonly status: number,
    readonly answer: ErrorAnswer,
  ) {
    super(`${call}: ${status} ${JSON.stringify(answer)}`);
    this.name = 'Refused';
  }
}

/** Typed calls of the exporter. Every answer is held to the contract's schema, unknown fields included. */
export class NativeClient {
  readonly port: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });

  constructor(
    readonly url: string,
    private readonly token: string | null = null,
  ) {
    this.port = portOf(url);
  }

  /**
   * Calls by operation id.
   * @throws Refused for every answer that is not 2xx.
   */
  async call<Id extends RouteId>(id: Id, parts: CallParts = {}): Promise<RouteAnswer<Id>> {
    const answer = await this.raw(id, parts);
    const name = `${id} ${JSON.stringify(parts).slice(0, 300)}`;
    if (answer.status >= 300) throw new Refused(name, answer.status, errorOf(name, answer));
    return checked(id, name, JSON.parse(answer.text)) as RouteAnswer<Id>;
  }

  /** The refusal of a call that must be refused. */
  async refusal(id: RouteId, parts: CallParts = {}): Promise<{ status: number } & ErrorAnswer['error']> {
    const answer = await this.raw(id, parts);
    if (answer.status < 400) throw new Error(`${id} was not refused: ${answer.status} ${answer.text.slice(0, 500)}`);
    return { status: answer.status, ...errorOf(id, answer).error };
  }

  /** Calls and returns the answer as it came. */
  raw(id: RouteId, { parameters = {}, query = {}, body }: CallParts = {}): Promise<HttpAnswer> {
    const route: RouteDeclaration = ROUTES[id];
    const path = pathParameters(route.path).reduce(
      (text, name) => text.replace(`{${name}}`, encodeURIComponent(parameters[name] ?? '')),
      route.path,
    );
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      for (const each of Array.isArray(value) ? (value as readonly Parameter[]) : [value]) {
        if (each !== undefined) search.append(name, String(each));
      }
    }
    return exchange(this.port, {
      method: route.method,
      path: search.size > 0 ? `${path}?${search}` : path,
      headers: {
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(this.token !== null && { Authorization: `Bearer ${this.token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      agent: this.#agent,
    });
  }

  /** Starts a session. */
  start(body: Record<string, unknown> = {}): Promise<RouteAnswer<'startSession'>> {
    return this.call('startSession', { body: { agent_id: 'agent', training_config: {}, ...body } });
  }

  log(session_id: string, body: Record<string, unknown>): Promise<RouteAnswer<'logMetrics'>> {
    return this.call('logMetrics', { parameters: { session_id }, body });
  }

  complete(
    session_id: string,
    body: Record<string, unknown> = { status: 'completed' },
  ): Promise<RouteAnswer<'completeSession'>> {
    return this.call('completeSession', { parameters: { session_id }, body });
  }

  progress(session_id: string): Promise<RouteAnswer<'progress'>> {
    return this.call('progress', { parameters: { session_id } });
  }

  /** The one session of that id, as lists have it. */
  async summary(session_id: string, workspace_id?: string): Promise<SessionSummary> {
    const { items } = await this.call('listSessions', { query: { session_id, workspace_id } });
    if (items.length !== 1) throw new Error(`${items.length} sessions have the id ${session_id}`);
    return items[0]!;
  }

  /** Curves; `query` as the body of POST /analytics/series. */
  series(query: Record<string, unknown>): Promise<SeriesAnswer> {
    return this.call('seriesByBody', { body: query });
  }

  /** Closes kept-alive connections. */
  close(): void {
    this.#agent.destroy();
  }
}

/** The error that an answer carries; every refusal has the one form. */
export function errorOf(call: string, { status, text }: HttpAnswer): ErrorAnswer {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error(`${call}: ${status} without an error in JSON: ${text.slice(0, 300)}`);
  }
  const result = errorSchema.safeParse(json);
  if (!result.success) throw new Error(`${call}: ${status} with another form of error: ${text.slice(0, 300)}`);
  return result.data;
}

function checked(id: RouteId, name: string, came: unknown): unknown {
  const schema = (ROUTES[id] as RouteDeclaration).answer;
  if (!schema) return came;
  const result = schema.safeParse(came);
  if (!result.success)
    throw new Error(`${name}: the answer breaks the contract: ${result.error.message.slice(0, 2_000)}`);
  const undeclared = undeclaredPaths(came, result.data);
  if (undeclared.length > 0)
    throw new Error(`${name}: the contract does not declare ${undeclared.slice(0, 10).join(', ')}`);
  return result.data;
}
