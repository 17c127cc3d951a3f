import { chromium, type Browser } from 'playwright-core';
import { temporaryDirectory } from '../harness/temporary-directory.js';

/** As root and without a network, Chromium wants to be told so; nothing of it may call home. */
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'].concat(
  ['background-networking', 'component-update', 'sync', 'dev-shm-usage'].map((part) => `--disable-${part}`),
);

/** A Chromium with a home of its own. */
export function launchChromium(executablePath: string): Promise<Browser> {
  const env = { ...process.env, HOME: temporaryDirectory('chromium') } as Record<string, string>;
  return chromium.launch({ executablePath, args: ARGUMENTS, env });
}
