import { afterEach, describe, expect, it } from '@jest/globals';
import { InfluxConnection, type InfluxSettings } from './connection.js';
import { FakeInflux, type FakeAnswer, type SeenRequest } from './fake-influx.test.support.js';
import { describeWithInfluxd } from './influxd.test.support.js';
import { prepareInflux } from './open.js';
import { detectServer, entityDatabase } from './server.js';

let fake: FakeInflux | undefined;
afterEach(async () => {
  await fake?.stop();
  fake = undefined;
});

async function answering(
  answer: (request: SeenRequest) => FakeAnswer,
  settings?: Partial<InfluxSettings>,
): Promise<FakeInflux> {
  return (fake = await FakeInflux.start(answer, settings));
}

const detected = async (ping: FakeAnswer, health: FakeAnswer = { status: 404 }) => {
  const { settings } = await answering(({ path }) => (path === '/ping' ? ping : health));
  return detectServer(new InfluxConnection(settings));
};

describe('finding out which InfluxDB answers', () => {
  it('reads the headers of /ping', async () => {
    const headers = { 'X-Influxdb-Version': '1.6.7~rc0', 'X-Influxdb-Build': 'OSS' };
    expect(await detected({ status: 204, headers })).toEqual({ generation: 1, version: '1.6.7~rc0', build: 'OSS' });
  });

  it('knows 2.x with its leading v, and by /health alone', async () => {
    expect(await detected({ status: 204, headers: { 'X-Influxdb-Version': 'v2.7.11' } })).toMatchObject({
      generation: 2,
      version: '2.7.11',
    });
    await fake!.stop();
    const health = { status: 200, body: { name: 'influxdb', status: 'pass', version: 'v2.0.9' } };
    expect(await detected({ status: 204 }, health)).toMatchObject({ generation: 2, version: '2.0.9' });
  });

  it('knows 3.x by the body of /ping, and cloud services by their build', async () => {
    const body = { version: '3.2.1', revision: 'abc', process_id: 'x' };
    expect(await detected({ status: 200, body })).toMatchObject({ generation: 3, version: '3.2.1' });
    await fake!.stop();
    expect(await detected({ status: 204, headers: { 'X-Influxdb-Build': 'Serverless' } })).toMatchObject({
      generation: 3,
    });
  });

  it('says what it met when it is no InfluxDB, or nobody', async () => {
    await expect(detected({ status: 200, body: '<html>' })).rejects.toThrow(
      'what answers at INFLUX_URL is no InfluxDB 1, 2 or 3 (/ping: status 200, without a version)',
    );
    await fake!.stop();
    await expect(detected({ status: 401, body: { message: 'who are you' } })).rejects.toThrow(
      'check INFLUX_TOKEN, or INFLUX_USER and INFLUX_PASSWORD (who are you)',
    );
    const { settings } = fake!;
    await fake!.stop().catch(() => {});
    await expect(detectServer(new InfluxConnection(settings))).rejects.toMatchObject({
      name: 'InfluxUnavailableError',
    });
  });
});

describe('preparing InfluxDB 2', () => {
  const ping = { status: 204, headers: { 'X-Influxdb-Version': 'v2.7.11' } };
  const withToken = { token: 'secret', org: 'acme' };

  it('creates buckets and the mapping for InfluxQL where they are missing', async () => {
    const { settings, seen } = await answering(({ method, path, query }) => {
      if (path === '/ping') return ping;
      if (path === '/api/v2/orgs') return { status: 200, body: { orgs: [{ id: 'o1', name: 'acme' }] } };
      if (path === '/api/v2/buckets' && method === 'GET') {
        const has = query.get('name') === 'training';
        return has ? { status: 200, body: { buckets: [{ id: 'b1', name: 'training' }] } } : { status: 404, body: {} };
      }
      if (path === '/api/v2/buckets') return { status: 201, body: { id: 'b2' } };
      if (method === 'GET') return { status: 200, body: { content: query.get('db') === 'training' ? [{}] : [] } };
      return { status: 201, body: {} };
    }, withToken);
    const ready = await prepareInflux(settings);
    expect(ready.databases).toEqual({ points: 'training', entities: 'training_entities' });
    const made = seen.filter(({ method }) => method === 'POST').map(({ path, body }) => [path, JSON.parse(body)]);
    expect(made).toEqual([
      ['/api/v2/buckets', { orgID: 'o1', name: 'training_entities', retentionRules: [] }],
      [
        '/api/v2/dbrps',
        {
          orgID: 'o1',
          bucketID: 'b2',
          database: 'training_entities',
          retention_policy: 'autogen',
          default: true,
        },
      ],
    ]);
    expect(seen.every(({ headers }) => headers.authorization === 'Token secret')).toBe(true);
  });

  it('says exactly what is missing where it may not create it', async () => {
    const { settings } = await answering(({ method, path }) => {
      if (path === '/ping') return ping;
      if (path === '/api/v2/orgs') return { status: 200, body: { orgs: [{ id: 'o1' }] } };
      if (method === 'GET') return { status: 200, body: { buckets: [] } };
      return { status: 403, body: { message: 'forbidden' } };
    }, withToken);
    await expect(prepareInflux(settings)).rejects.toMatchObject({
      name: 'InfluxSetupError',
      problems: [
        expect.stringContaining('403 to POST /api/v2/buckets: forbidden; the bucket training is missing: create it'),
        expect.stringContaining('the bucket training_entities is missing'),
      ],
    });
    await fake!.stop();
    const noOrg = await answering(() => ping, { token: 'secret' });
    await expect(prepareInflux(noOrg.settings)).rejects.toThrow('INFLUX_ORG is missing');
  });
});

describe('preparing InfluxDB 3', () => {
  it('creates databases, without underscores of its own in their names', async () => {
    const { settings, seen } = await answering(
      ({ method, path }) => {
        if (path === '/ping') return { status: 200, body: { version: '3.2.1' } };
        if (method === 'GET') return { status: 200, body: [{ 'iox::database': 'training' }] };
        return { status: 409, body: { error: 'exists' } };
      },
      { token: 'secret' },
    );
    const { databases, server } = await prepareInflux(settings);
    expect(databases.entities).toBe('training-entities');
    expect(entityDatabase('x', server)).toBe('x-entities');
    expect(seen.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body))).toEqual([
      { db: 'training-entities' },
    ]);
  });
});

describeWithInfluxd('preparing influxd 1.x', (influxd) => {
  it('creates what is missing once, and leaves what is there', async () => {
    const settings = influxd.settings();
    const ready = await prepareInflux(settings);
    expect(ready.server.generation).toBe(1);
    expect(ready.server.version).toMatch(/^1\./);
    await prepareInflux(settings);
    const shown = await influxd.query('SHOW DATABASES');
    expect(shown).toContain(`["${settings.database}"],["${settings.database}_entities"]`);
    expect(await influxd.query('SHOW RETENTION POLICIES', `${settings.database}_entities`)).toContain('"0s"');
  });
});

describeWithInfluxd(
  'preparing influxd 1.x that asks who is there',
  (influxd) => {
    const anna = { user: 'anna', password: "pass'word" };

    it('says what is missing to whom may not create it, and goes on once it is there', async () => {
      await influxd.query(`CREATE USER "root" WITH PASSWORD 'root' WITH ALL PRIVILEGES`);
      const root = { user: 'root', password: 'root' };
      const asRoot = new InfluxConnection(influxd.settings(root));
      await asRoot.execute(null, `CREATE USER "anna" WITH PASSWORD 'pass\\'word'`);
      const settings = influxd.settings(anna);
      await expect(prepareInflux(settings)).rejects.toMatchObject({
        name: 'InfluxSetupError',
        problems: [
          expect.stringContaining(`let an administrator run CREATE DATABASE "${settings.database}" and GRANT ALL`),
          expect.stringContaining(`CREATE DATABASE "${settings.database}_entities"`),
        ],
      });
      for (const name of [settings.database, `${settings.database}_entities`]) {
        await asRoot.execute(null, `CREATE DATABASE "${name}"`);
        await asRoot.execute(null, `GRANT ALL ON "${name}" TO "anna"`);
      }
      expect((await prepareInflux(settings)).databases.points).toBe(settings.database);
      await expect(prepareInflux({ ...settings, password: 'wrong' })).rejects.toThrow(
        'check INFLUX_USER and INFLUX_PASSWORD',
      );
    });
  },
  { authentication: true },
);
