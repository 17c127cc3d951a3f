import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made = new Set<string>();

/** A new empty directory. */
export function temporaryDirectory(name = 'test'): string {
  const path = mkdtempSync(join(process.env['TRAINING_TEST_DIR'] ?? tmpdir(), `shadower-${name}-`));
  made.add(path);
  return path;
}

/** Removes every directory that this process made. */
export function removeTemporaryDirectories(): void {
  for (const path of made) rmSync(path, { recursive: true, force: true });
  made.clear();
}
