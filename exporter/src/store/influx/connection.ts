/** Where InfluxDB is and who asks. */
export interface InfluxSettings {
  /** As in http://127.0.0.1:8086; a path before InfluxDB's own is kept. */
  readonly url: string;
  /** InfluxDB 2 and 3. */
  readonly token: string | null;
  /** InfluxDB 1, and the 1.x calls of InfluxDB 2. */
  readonly user: string | null;
  readonly password: string | null;
  /** InfluxDB 2 only. */
  readonly org: string | null;
  /** Database (1, 3) or bucket (2) of the points; entities lie in one of their own beside it. */
  readonly database: string;
  /** How long a request may take. */
  readonly timeoutMilliseconds: number;
}

/** InfluxDB cannot be reached or does not answer as it should for now: later it may. */
export class InfluxUnavailableError extends Error {
  override readonly name = 'InfluxUnavailableError';
}

/** InfluxDB refused a request. */
export class InfluxRefusedError extends Error {
  override readonly name = 'InfluxRefusedError';
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/** An answer of InfluxDB. */
export interface InfluxAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface InfluxRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Path and query behind the URL. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
}

/** One series of an answer to InfluxQL. */
export interface ResultSeries {
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly unknown[])[];
}

/** Beyond so many characters a query goes as a form: proxies and servers limit addresses. */
const LONGEST_ADDRESS = 4_000;
/** What of an unexpected answer is shown in an error. */
const SHOWN = 300;

/** Requests to one InfluxDB. */
export class InfluxConnection {
  private readonly base: string;

  constructor(readonly settings: InfluxSettings) {
    this.base = settings.url.replace(/\/+$/, '');
  }

  /** `Authorization`, when there is something to say: the token goes before user and password. */
  get authorization(): string | null {
    const { token, user, password } = this.settings;
    if (token !== null) return `Token ${token}`;
    if (user !== null) return `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`;
    return null;
  }

  /**
   * Sends a request and reads its answer, whatever its status.
   * @throws InfluxUnavailableError When no whole answer comes in time.
   */
  async request({ method, path, body, contentType }: InfluxRequest): Promise<InfluxAnswer> {
    const headers = new Headers({ Accept: 'application/json' });
    const { authorization } = this;
    if (authorization !== null) headers.set('Authorization', authorization);
    if (contentType !== undefined) headers.set('Content-Type', contentType);
    try {
      const answer = await fetch(`${this.base}${path}`, {
        method,
        headers,
        ...(body !== undefined && { body }),
        redirect: 'error',
        signal: AbortSignal.timeout(this.settings.timeoutMilliseconds),
      });
      return { status: answer.status, headers: answer.headers, text: await answer.text() };
    } catch (error) {
      throw new InfluxUnavailableError(`InfluxDB at ${this.base} does not answer: ${reasonOf(error)}`, {
        cause: error,
      });
    }
  }

  /**
   * The answer to one statement of InfluxQL that reads.
   * @param epoch Unit of the answer's times; as nanoseconds they are exact in the first weeks of 1970 only.
   * @returns Its series; times are whole epoch milliseconds.
   */
  async query(database: string | null, statement: string, epoch: 'ms' | 'ns' = 'ms'): Promise<readonly ResultSeries[]> {
    const parameters = new URLSearchParams({ q: statement, epoch });
    if (database !== null) parameters.set('db', database);
    const form = parameters.toString();
    const request: InfluxRequest =
      form.length <= LONGEST_ADDRESS
        ? { method: 'GET', path: `/query?${form}` }
        : { method: 'POST', path: '/query', body: form, contentType: FORM };
    return resultOf(await this.request(request), statement);
  }

  /** Runs one statement of InfluxQL that changes something (1.x only). */
  async execute(database: string | null, statement: string): Promise<readonly ResultSeries[]> {
    const parameters = new URLSearchParams({ q: statement, epoch: 'ms' });
    if (database !== null) parameters.set('db', database);
    const request = { method: 'POST', path: '/query', body: parameters.toString(), contentType: FORM } as const;
    return resultOf(await this.request(request), statement);
  }
}

const FORM = 'application/x-www-form-urlencoded';

interface QueryAnswer {
  readonly error?: string;
  readonly message?: string;
  readonly results?: readonly {
    readonly error?: string;
    readonly series?: readonly (Omit<ResultSeries, 'values'> & Partial<ResultSeries>)[];
  }[];
}

function resultOf(answer: InfluxAnswer, statement: string): readonly ResultSeries[] {
  throwIfRefused(answer, `the query ${shortened(statement)}`);
  const content = parsed(answer);
  const result = content.results?.[0];
  const problem = content.error ?? result?.error;
  if (problem !== undefined) {
    throw new InfluxRefusedError(`InfluxDB refused the query ${shortened(statement)}: ${problem}`, answer.status);
  }
  // A list without entries has no `values`.
  return (result?.series ?? []).map((series) => ({ ...series, values: series.values ?? [] }));
}

/**
 * @throws InfluxUnavailableError on 429 and 5xx: later it may do.
 * @throws InfluxRefusedError on every other status from 300 on.
 */
export function throwIfRefused(answer: InfluxAnswer, what: string): void {
  const { status } = answer;
  if (status < 300) return;
  const problem = problemOf(answer);
  if (status === 429 || status >= 500) {
    throw new InfluxUnavailableError(`InfluxDB answered ${status} to ${what}: ${problem}`);
  }
  throw new InfluxRefusedError(`InfluxDB answered ${status} to ${what}: ${problem}`, status);
}

/** What an answer says went wrong. */
export function problemOf({ text, headers, status }: InfluxAnswer): string {
  try {
    const { error, message } = JSON.parse(text) as QueryAnswer;
    const problem = message ?? error;
    if (typeof problem === 'string') return problem;
  } catch {
    // Not JSON: a proxy's page, or nothing.
  }
  return headers.get('x-influxdb-error') ?? (text.trim() === '' ? `status ${status}` : shortened(text.trim()));
}

function parsed(answer: InfluxAnswer): QueryAnswer {
  try {
    return JSON.parse(answer.text) as QueryAnswer;
  } catch (error) {
    // Cut in the middle, or not InfluxDB at all.
    throw new InfluxUnavailableError(`InfluxDB's answer is not JSON: ${shortened(answer.text)}`, { cause: error });
  }
}

function shortened(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
}

/** `fetch` says why in the cause of its error. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { message?: string } };
  return cause?.message || message || String(error);
}
