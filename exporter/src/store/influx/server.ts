import { throwIfRefused, InfluxRefusedError, problemOf, type InfluxConnection } from './connection.js';
import { quoteIdentifier } from './influxql.js';

/** Which InfluxDB answers. */
export interface InfluxServer {
  readonly generation: 1 | 2 | 3;
  /** As the server says it, without a leading v: 1.6.7~rc0, 2.7.11, 3.2.0. */
  readonly version: string;
  /** OSS, ENT, Core, ...; null where the server doesn't say. */
  readonly build: string | null;
}

/** A database (bucket) that the store needs. */
export interface NeededDatabase {
  readonly name: string;
  /** How long points are kept; null: for ever. Set when the database is created, and never changed here. */
  readonly retentionSeconds: number | null;
}

/** What is missing in InfluxDB and may not be created with the exporter's credentials, each with what to do. */
export class InfluxSetupError extends Error {
  override readonly name = 'InfluxSetupError';
  constructor(readonly problems: readonly string[]) {
    super(`InfluxDB is not ready for the exporter:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

/**
 * Asks a server what it is: the headers of /ping, its body (3.x), or /health (2.x behind a proxy that drops headers).
 * @throws InfluxUnavailableError When nobody answers.
 * @throws InfluxRefusedError When it is no InfluxDB of a known generation, or refuses the credentials.
 */
export async function detectServer(connection: InfluxConnection): Promise<InfluxServer> {
  const ping = await connection.request({ method: 'GET', path: '/ping' });
  if (ping.status === 401 || ping.status === 403) {
    throw new InfluxRefusedError(
      `InfluxDB answered ${ping.status} to /ping: check INFLUX_TOKEN, or INFLUX_USER and INFLUX_PASSWORD (${problemOf(ping)})`,
      ping.status,
    );
  }
  throwIfRefused(ping, '/ping');
  const build = ping.headers.get('x-influxdb-build');
  const version = ping.headers.get('x-influxdb-version') ?? versionIn(ping.text) ?? (await healthVersion(connection));
  const known = /^v?(([123])\.\S*)$/.exec(version ?? '');
  if (known) return { generation: Number(known[2]) as 1 | 2 | 3, version: known[1]!, build };
  // InfluxDB's cloud services name their build only.
  if (build !== null && /^(core|enterprise|serverless|dedicated|clustered)$/i.test(build))
    return { generation: 3, version: version ?? 'unknown', build };
  const seen = version === null ? 'without a version' : `version ${JSON.stringify(version)}`;
  throw new InfluxRefusedError(
    `what answers at INFLUX_URL is no InfluxDB 1, 2 or 3 (/ping: status ${ping.status}, ${seen})`,
    ping.status,
  );
}

async function healthVersion(connection: InfluxConnection): Promise<string | null> {
  const health = await connection.request({ method: 'GET', path: '/health' });
  return health.headers.get('x-influxdb-version') ?? versionIn(health.text);
}

function versionIn(text: string): string | null {
  try {
    const { version } = JSON.parse(text) as { version?: unknown };
    return typeof version === 'string' ? version : null;
  } catch {
    return null;
  }
}

/**
 * Creates databases or buckets that are missing, with their retention, and on 2.x the mapping by which InfluxQL finds
 * them.
 * @throws InfluxSetupError Saying exactly what is missing, where the credentials don't allow to create it.
 */
export async function ensureDatabases(
  connection: InfluxConnection,
  server: InfluxServer,
  databases: readonly NeededDatabase[],
): Promise<void> {
  const problems: string[] = [];
  const ensure = await ENSURE[server.generation](connection, problems);
  if (ensure) for (const database of databases) await ensure(database);
  if (problems.length > 0) throw new InfluxSetupError(problems);
}

/** Prepares for a generation; null when that failed already. */
type Prepare = (
  connection: InfluxConnection,
  problems: string[],
) => Promise<((database: NeededDatabase) => Promise<void>) | null>;

/** Runs a step; a refusal becomes a problem with what to do about it. */
async function attempt<Result>(
  problems: string[],
  remedy: string,
  step: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof InfluxRefusedError)) throw error;
    problems.push(`${error.message}; ${remedy}`);
    return undefined;
  }
}

const prepareFirst: Prepare = async (connection, problems) => {
  const remedy = 'check INFLUX_USER and INFLUX_PASSWORD';
  const shown = await attempt(problems, remedy, () => connection.query(null, 'SHOW DATABASES'));
  if (shown === undefined) return null;
  const existing = new Set(shown.flatMap((series) => series.values.map(([name]) => name)));
  return async ({ name, retentionSeconds }) => {
    if (existing.has(name)) return;
    const duration = retentionSeconds === null ? '' : ` WITH DURATION ${retentionSeconds}s`;
    const statement = `CREATE DATABASE ${quoteIdentifier(name)}${duration}`;
    const missing = `the database ${name} is missing: let an administrator run ${statement} and GRANT ALL ON ${quoteIdentifier(name)} to INFLUX_USER`;
    await attempt(problems, missing, () => connection.execute(null, statement));
  };
};

const prepareSecond: Prepare = async (connection, problems) => {
  const { org, token } = connection.settings;
  if (token === null) {
    // Without a token only the 1.x calls are open; they say whether the databases are there.
    return async ({ name }) => {
      const shown = await attempt(problems, 'check INFLUX_TOKEN, or INFLUX_USER and INFLUX_PASSWORD', () =>
        connection.query(name, 'SHOW DATABASES'),
      );
      if (shown && !shown.some((series) => series.values.some(([found]) => found === name)))
        problems.push(`the bucket ${name} is missing or not mapped for InfluxQL: create it, or set INFLUX_TOKEN`);
    };
  }
  if (org === null) {
    problems.push('INFLUX_ORG is missing: InfluxDB 2 keeps buckets in an organization');
    return null;
  }
  const orgs = await attempt(problems, 'INFLUX_TOKEN must be able to read the organization', () =>
    json<{ orgs?: readonly { id: string }[] }>(connection, 'GET', `/api/v2/orgs?${new URLSearchParams({ org })}`),
  );
  if (orgs === undefined) return null;
  const orgID = orgs.orgs?.[0]?.id;
  if (orgID === undefined) {
    problems.push(`the organization ${org} (INFLUX_ORG) is not there, or INFLUX_TOKEN cannot read it`);
    return null;
  }
  return async (database) => {
    const bucketID = await bucketOf(connection, problems, orgID, database);
    if (bucketID !== undefined) await mapDatabase(connection, problems, { orgID, bucketID, database: database.name });
  };
};

async function bucketOf(
  connection: InfluxConnection,
  problems: string[],
  orgID: string,
  { name, retentionSeconds }: NeededDatabase,
): Promise<string | undefined> {
  const remedy = `the bucket ${name} is missing: create it (retention: ${retentionSeconds === null ? 'never' : `${retentionSeconds} s`}) and give INFLUX_TOKEN read and write on it`;
  return attempt(problems, remedy, async () => {
    const found = await json<{ buckets?: readonly { id: string; name: string }[] }>(
      connection,
      'GET',
      `/api/v2/buckets?${new URLSearchParams({ orgID, name })}`,
      // A name that is not there is an empty list or, in some versions, 404.
      404,
    );
    const known = found.buckets?.find((bucket) => bucket.name === name);
    if (known) return known.id;
    const retentionRules = retentionSeconds === null ? [] : [{ type: 'expire', everySeconds: retentionSeconds }];
    const body = { orgID, name, retentionRules };
    return (await json<{ id: string }>(connection, 'POST', '/api/v2/buckets', undefined, body)).id;
  });
}

/** InfluxDB 2 answers InfluxQL for a database by a mapping; newer ones have one for each bucket's name by themselves. */
async function mapDatabase(
  connection: InfluxConnection,
  problems: string[],
  mapping: { readonly orgID: string; readonly bucketID: string; readonly database: string },
): Promise<void> {
  const { orgID, bucketID, database } = mapping;
  const remedy = `InfluxQL does not find the bucket: run influx v1 dbrp create --db ${database} --rp autogen --bucket-id ${bucketID} --default`;
  await attempt(problems, remedy, async () => {
    const query = new URLSearchParams({ orgID, db: database });
    const found = await json<{ content?: readonly unknown[] }>(connection, 'GET', `/api/v2/dbrps?${query}`);
    if (found.content !== undefined && found.content.length > 0) return;
    const body = { ...mapping, retention_policy: 'autogen', default: true };
    await json(connection, 'POST', '/api/v2/dbrps', undefined, body);
  });
}

const prepareThird: Prepare = async (connection, problems) => {
  const remedy = 'INFLUX_TOKEN must be able to list and create databases';
  const listed = await attempt(problems, remedy, () =>
    json<unknown>(connection, 'GET', '/api/v3/configure/database?format=json'),
  );
  if (listed === undefined) return null;
  const existing = JSON.stringify(listed);
  return async ({ name, retentionSeconds }) => {
    // The list's form differs between builds: names are looked for as JSON texts.
    if (existing.includes(JSON.stringify(name))) return;
    const retention = retentionSeconds === null ? {} : { retention_period: `${retentionSeconds}s` };
    await attempt(problems, `the database ${name} is missing: create it`, () =>
      // 409: another exporter was faster.
      json(connection, 'POST', '/api/v3/configure/database', 409, { db: name, ...retention }),
    );
  };
};

const ENSURE: Readonly<Record<InfluxServer['generation'], Prepare>> = {
  1: prepareFirst,
  2: prepareSecond,
  3: prepareThird,
};

/** A call that speaks JSON. @param tolerated A status that counts as an empty answer. */
async function json<Content>(
  connection: InfluxConnection,
  method: 'GET' | 'POST',
  path: string,
  tolerated?: number,
  body?: unknown,
): Promise<Content> {
  const answer = await connection.request({
    method,
    path,
    ...(body !== undefined && { body: JSON.stringify(body), contentType: 'application/json' }),
  });
  if (answer.status === tolerated) return {} as Content;
  throwIfRefused(answer, `${method} ${path.split('?')[0]}`);
  return (answer.text.trim() === '' ? {} : JSON.parse(answer.text)) as Content;
}

/**
 * Name of the database of entities. InfluxDB 3 Core takes no underscores in names.
 * @param database Of the points.
 */
export function entityDatabase(database: string, { generation }: InfluxServer): string {
  return `${database}${generation === 3 ? '-' : '_'}entities`;
}
