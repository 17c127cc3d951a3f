import { execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { describe, expect, test } from '@jest/globals';
import { ExporterProcess } from '../harness/exporter-process.js';
import { exchange } from '../harness/http.js';
import { cleanUpAfterTests } from '../harness/shared-exporter.js';
import { temporaryDirectory } from '../harness/temporary-directory.js';
import { waitUntil } from '../harness/waiting.js';

const directory = temporaryDirectory('tls');
const certificate = join(directory, 'certificate.pem');
const key = join(directory, 'key.pem');

/** A certificate that signs itself, in place of the one before. */
function makeCertificate(name: string): void {
  const made = ['certificate.new', 'key.new'].map((file) => join(directory, file)) as [string, string];
  const subject = [
    '-subj',
    `/CN=${name}`,
    '-days',
    '1',
    '-nodes',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
  ];
  execFileSync('openssl', ['req', '-x509', ...subject, '-out', made[0], '-keyout', made[1]], { stdio: 'ignore' });
  renameSync(made[1], key);
  renameSync(made[0], certificate);
}

function statusOf(port: number, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, rejectUnauthorized: false };
    request(options, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

/** The name in the certificate that a new connection is shown. */
function nameShown(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.end();
    });
    socket.on('error', reject);
  });
}

describe('TLS by files', () => {
  cleanUpAfterTests();

  test('https is served, http is not, and a renewed certificate is taken over without a restart', async () => {
    makeCertificate('first');
    const environment = { TRAINING_TLS_CERTIFICATE: certificate, TRAINING_TLS_KEY: key };
    const exporter = await ExporterProcess.launch({ environment });
    await waitUntil('https answers', async () => (await statusOf(exporter.port, '/readyz').catch(() => 0)) === 200, {
      within: 20_000,
    });
    expect(exporter.output).toContain(`https://127.0.0.1:${exporter.port}`);
    expect(await statusOf(exporter.port, '/analytics/sessions')).toBe(200);
    const plain = await exchange(exporter.port, { method: 'GET', path: '/analytics/sessions' }).catch(() => null);
    expect(plain === null || plain.status === 400).toBe(true);
    expect(await nameShown(exporter.port)).toBe('first');
    makeCertificate('second');
    await waitUntil('the new certificate is shown', async () => (await nameShown(exporter.port)) === 'second', {
      within: 20_000,
      every: 250,
    });
    await exporter.terminate();
  }, 60_000);

  test('one file without the other, and files that are none, are errors of the configuration', async () => {
    makeCertificate('third');
    for (const environment of [
      { TRAINING_TLS_CERTIFICATE: certificate },
      { TRAINING_TLS_KEY: key },
      { TRAINING_TLS_CERTIFICATE: certificate, TRAINING_TLS_KEY: certificate },
      { TRAINING_TLS_CERTIFICATE: join(directory, 'none.pem'), TRAINING_TLS_KEY: key },
    ] as Record<string, string>[]) {
      const exporter = await ExporterProcess.launch({ environment });
      expect(await exporter.ended).toMatchObject({ code: 2 });
      expect(exporter.output).toContain('TRAINING_TLS_');
    }
  }, 60_000);
});
