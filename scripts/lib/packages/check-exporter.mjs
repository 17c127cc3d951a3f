import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../paths.mjs';

const MEGABYTE = 1_000_000;
/** About twice what it is now: growth beyond is worth a look. */
const MOST_PACKED_BYTES = 4 * MEGABYTE;
const MOST_UNPACKED_BYTES = 14 * MEGABYTE;

const NEEDED_FILES = [
  'LICENSE',
  'README.md',
  'bin/shadower-training-exporter.mjs',
  'bin/node-24.mjs',
  'bin/end-with-npx.mjs',
  'bin/end-with-parent.mjs',
  'dist/main.js',
  'dist/threads/writer-thread.js',
  'dist/threads/reader-thread.js',
  'dist/threads/parser-thread.js',
  'node_modules/@shadower-training/contract/dist/index.js',
  'page/index.html',
];
const UNWANTED = [/\.test\./, /\.map$/, /\.tsbuildinfo$/, /(^|\/)\.(?!well-known)/, /\.ts$/];
/** `homedir` of containers and continuous integration is too short a word to look for. */
const SHORTEST_PATH = 6;
const RELATIVE_IMPORT = /(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g;

/**
 * Looks at the package that `npm pack` made.
 * @param packed What `npm pack --json` said of it.
 * @param folder What it was made from.
 * @returns what is wrong, a sentence each.
 */
export function problemsOfExporterPackage(packed, folder) {
  const paths = packed.files.map(({ path }) => path);
  return [
    ...NEEDED_FILES.filter((path) => !paths.includes(path)).map((path) => `${path} is missing`),
    ...paths
      .filter((path) => UNWANTED.some((pattern) => pattern.test(path)))
      .map((path) => `${path} does not belong into it`),
    ...tooLarge('packed', packed.size, MOST_PACKED_BYTES),
    ...tooLarge('unpacked', packed.unpackedSize, MOST_UNPACKED_BYTES),
    ...paths.flatMap((path) => problemsOfFile(path, folder)),
  ];
}

function tooLarge(what, bytes, most) {
  return bytes <= most ? [] : [`it is ${(bytes / MEGABYTE).toFixed(1)} MB ${what}, more than ${most / MEGABYTE}`];
}

function problemsOfFile(path, folder) {
  if (!/\.(?:m?js|json|html|css|md)$/.test(path)) return [];
  const text = readFileSync(join(folder, path), 'utf8');
  const machine = [ROOT, homedir()].filter((name) => name.length >= SHORTEST_PATH && text.includes(name));
  const imported = path.startsWith('page/') ? [] : [...text.matchAll(RELATIVE_IMPORT)].map(([, name]) => name);
  return [
    ...machine.map((name) => `${path} holds the path ${name} of this machine`),
    ...imported
      .filter((name) => !existsSync(join(folder, dirname(path), name)))
      .map((name) => `${path} imports ${name}, which is not in it`),
  ];
}
