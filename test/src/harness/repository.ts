import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Path of a file of the repository. */
export function inRepository(...parts: readonly string[]): string {
  return join(ROOT, ...parts);
}

/** The exporter as it is shipped. */
export const EXPORTER_PROGRAM = inRepository('exporter', 'dist', 'main.js');
