import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const MAIN = join(import.meta.dirname, 'main.js');

/** Runs the exporter's command line to its end. */
function run(
  commandLine: string[],
  environment: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...commandLine], { env: { ...environment } }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

describe('the command line', () => {
  it('prints help and version', async () => {
    expect(await run(['--help'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('TRAINING_LISTEN=127.0.0.1:4319'),
    });
    expect((await run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('exits 2 with every wrong value', async () => {
    const { code, err } = await run([], { TRAINING_LISTEN: 'x', TRAINING_MAX_POINTS: '0' });
    expect(code).toBe(2);
    expect(err).toBe(
      'wrong configuration:\n  TRAINING_LISTEN="x": must be host:port, as in 127.0.0.1:4319 or [::1]:4319\n  TRAINING_MAX_POINTS="0": must be a whole number from 1 to 10000\n',
    );
    expect(await run([], { TRAINING_LISTEN: '0.0.0.0:4319' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('without tokens'),
    });
    expect(await run([], { TRAINING_TOKENS_FILE: '/nonexistent' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('/nonexistent'),
    });
    expect(await run(['what'])).toMatchObject({ code: 2, err: expect.stringContaining('--help') });
  });

  it('draws tokens', async () => {
    const TRAINING_TOKENS_FILE = join(mkdtempSync(join(tmpdir(), 'main-')), 'tokens.json');
    const { code, out } = await run(['token', 'create', '--workspace', 'w', '--scopes', 'ingest,read'], {
      TRAINING_TOKENS_FILE,
    });
    expect(code).toBe(0);
    expect(out).toMatch(/^[A-Za-z0-9]{40}\n/);
    expect(JSON.parse(readFileSync(TRAINING_TOKENS_FILE, 'utf8'))).toMatchObject([
      { name: 'w', workspace_id: 'w', scopes: ['ingest', 'read'] },
    ]);
  });
});
