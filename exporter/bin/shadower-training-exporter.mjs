#!/usr/bin/env node
/**
 * The command `shadower-training-exporter`: starts the exporter in Node.js 24, this process's own or the one that the
 * npm package `node` brought. Plain JavaScript that Node.js 18 still reads, so that the sentence below reaches whoever
 * has an old one.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { endWithNpx } from './end-with-npx.mjs';
import { NEEDED, broughtNode, runIn } from './node-24.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const program = join(here, '..', 'dist', 'main.js');

// As a package the exporter has its page with it; in the repository it finds the one that was built there.
const page = join(here, '..', 'page');
if (!process.env.TRAINING_PAGE_DIR && existsSync(join(page, 'index.html'))) process.env.TRAINING_PAGE_DIR = page;

endWithNpx();
if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  await import(pathToFileURL(program).href);
} else {
  const node = broughtNode();
  if (node === null) {
    process.stderr.write(
      `The exporter needs Node.js ${NEEDED}; this is ${process.version}, and the npm package "node" has not brought a newer one.\n` +
        `Install Node.js ${NEEDED}, or install this package with its scripts allowed (npm install --ignore-scripts=false).\n`,
    );
    process.exit(1);
  }
  runIn(node, [program, ...process.argv.slice(2)]);
}
