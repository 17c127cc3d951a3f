import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRepository } from './repository.js';
import { temporaryDirectory } from './temporary-directory.js';

/**
 * A copy of a file of Prometheus' rules in which everything that waits waits a second: how often rules are evaluated, how
 * long they must hold, how long they stay. Conditions and thresholds are those of the file.
 */
export function withoutWaits(...path: string[]): string {
  const text = readFileSync(inRepository(...path), 'utf8');
  const short = text.replace(/^(\s*(?:- )?(?:interval|for|keep_firing_for): )\d+[smh]$/gm, '$11s');
  const file = join(temporaryDirectory('rules'), 'rules.yaml');
  writeFileSync(file, short);
  return file;
}
