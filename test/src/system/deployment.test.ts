import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { Child, endAllChildren } from '../harness/child-process.js';
import { inRepository } from '../harness/repository.js';
import { removeTemporaryDirectories, temporaryDirectory } from '../harness/temporary-directory.js';

interface Service {
  readonly image: string;
  readonly read_only?: boolean;
  readonly mem_limit?: string;
  readonly cap_drop?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
}

afterAll(async () => {
  await endAllChildren();
  removeTemporaryDirectories();
});

const read = (...parts: readonly string[]): string => readFileSync(inRepository(...parts), 'utf8');

/** The variables of a file of NAME=value lines. */
const example = Object.fromEntries(
  read('.env.example')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
);

describe('docker-compose.yml', () => {
  const text = read('docker-compose.yml');
  const { services, volumes } = parse(text, { merge: true }) as {
    services: Record<string, Service>;
    volumes: Record<string, null>;
  };

  test.each(Object.entries(services))('%s is pinned, hardened and limited', (_name, service) => {
    expect(service.image).toMatch(/:v?\d+\.\d+\.\d+/);
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], mem_limit: expect.any(String) });
    for (const name of Object.keys(service.depends_on ?? {})) expect(services).toHaveProperty([name]);
    for (const port of service.ports ?? []) expect(port).toMatch(/^\$\{PUBLISH_ADDRESS:-127\.0\.0\.1\}:/);
    for (const volume of service.volumes ?? []) {
      const [source] = volume.split(':');
      if (source!.startsWith('./')) expect([source, existsSync(inRepository(source!))]).toEqual([source, true]);
      else expect(volumes).toHaveProperty([source!]);
    }
  });

  test('takes every secret that it asks for from the example', () => {
    const asked = [...text.matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name]) => name!);
    expect(asked.filter((name) => !(name in example))).toEqual([]);
  });
});

describe('the set-up of docker-compose.yml', () => {
  const plugin = temporaryDirectory('plugin');

  async function setUp(changes: Readonly<Record<string, string>>) {
    const folder = temporaryDirectory('set-up');
    const environment = { ...example, SET_UP_DIR: folder, SET_UP_PLUGIN: plugin, ...changes };
    const child = new Child(process.execPath, [inRepository('deploy/exporter/set-up.mjs')], environment);
    const { code } = await child.ended;
    return { code, output: child.output, folder };
  }

  test('takes the values of the example on loopback, and keeps hashes only', async () => {
    const { code, folder } = await setUp({});
    expect(code).toBe(0);
    const tokens = readFileSync(join(folder, 'tokens', 'tokens.json'), 'utf8');
    expect(tokens).not.toContain('example');
    expect(JSON.parse(tokens)).toHaveLength(3);
    expect(readdirSync(join(folder, 'plugins'))).toEqual(['shadower-training-app']);
  });

  test.each([
    ['the values of the example abroad', { PUBLISH_ADDRESS: '0.0.0.0' }, 'INFLUX_TOKEN is the example'],
    ['a token of another form', { TRAINING_READ_TOKEN: 'short' }, 'TRAINING_READ_TOKEN must be 40'],
    ['a secret that is missing', { INFLUX_PASSWORD: '' }, 'INFLUX_PASSWORD is not set'],
  ])('refuses %s, and writes nothing', async (_what, changes, sentence) => {
    const { code, output, folder } = await setUp(changes);
    expect(code).toBe(2);
    expect(output).toContain(sentence);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('deploy/kubernetes', () => {
  const documents = readdirSync(inRepository('deploy/kubernetes'))
    .filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
    .flatMap((name) =>
      parseAllDocuments(read('deploy/kubernetes', name)).map((document) => document.toJSON() as object),
    );
  const find = (kind: string) => documents.find((document) => (document as { kind: string }).kind === kind);

  test('names every file that lies there', () => {
    const { resources } = parse(read('deploy/kubernetes/kustomization.yaml')) as { resources: string[] };
    const files = readdirSync(inRepository('deploy/kubernetes')).filter((name) => name.endsWith('.yaml'));
    expect([...resources, 'kustomization.yaml'].sort()).toEqual(files.sort());
  });

  test('keeps the journal on a volume that outlives its pod', () => {
    expect(find('StatefulSet')).toMatchObject({
      spec: {
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        volumeClaimTemplates: [{ metadata: { name: 'data' } }],
        template: {
          spec: {
            securityContext: { runAsNonRoot: true },
            containers: [
              {
                readinessProbe: { httpGet: { path: '/readyz' } },
                livenessProbe: { httpGet: { path: '/healthz' } },
                securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
                resources: { limits: { memory: expect.any(String) } },
              },
            ],
          },
        },
      },
    });
    expect(find('PodDisruptionBudget')).toMatchObject({ spec: { maxUnavailable: 1 } });
    expect(find('PodMonitor')).toMatchObject({ spec: { podMetricsEndpoints: [{ port: 'http', path: '/metrics' }] } });
  });
});
