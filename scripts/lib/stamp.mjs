import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at } from './paths.mjs';

/** Built and installed things carry the hash of what they were made from: what did not change is not made again. */

const LEFT_OUT = new Set(['node_modules', 'dist', '.cache', 'artifacts']);

function* filesBelow(path) {
  if (!statSync(path, { throwIfNoEntry: false })) return;
  if (statSync(path).isFile()) {
    yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) {
    if (!LEFT_OUT.has(name)) yield* filesBelow(join(path, name));
  }
}

/** The hash of the named files and folders of the repository. */
export function hashOf(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) {
    for (const file of filesBelow(at(part)))
      hash.update(file.slice(at().length)).update('\0').update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Whether the named thing was made from what has this hash. */
export function isFresh(name, hash) {
  try {
    return readFileSync(at('.cache', `${name}.stamp`), 'utf8') === hash;
  } catch {
    return false;
  }
}

/** Notes what the named thing was made from. */
export function stamp(name, hash) {
  mkdirSync(at('.cache'), { recursive: true });
  writeFileSync(at('.cache', `${name}.stamp`), hash);
}
