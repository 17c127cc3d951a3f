import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { at } from '../paths.mjs';

/** Compiled files that only tests, debuggers and compilers read. */
const LEFT_OUT = /\.test\.|\.map$|\.d\.ts$|\.tsbuildinfo$/;
/** Compiled folders and files that only tests read, from `dist`. */
const TESTS_ONLY = [/^store[/\\]suite/];

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/**
 * Lays out the exporter's npm package: the compiled program, the contract as a bundled dependency, and the built page.
 * @param folder Where; what was there is removed.
 * @returns its manifest.
 */
export function stageExporter(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const manifest = exporterManifest();
  writeJson(join(folder, 'package.json'), manifest);
  for (const name of ['README.md', 'bin']) cpSync(at('exporter', name), join(folder, name), { recursive: true });
  cpSync(at('LICENSE'), join(folder, 'LICENSE'));
  copyBuilt(at('exporter/dist'), join(folder, 'dist'));
  copyBuilt(at('plugin/host/dist'), join(folder, 'page'));
  const contract = join(folder, 'node_modules', '@shadower-training', 'contract');
  mkdirSync(contract, { recursive: true });
  writeJson(join(contract, 'package.json'), contractManifest());
  cpSync(at('LICENSE'), join(contract, 'LICENSE'));
  copyBuilt(at('contract/dist'), join(contract, 'dist'));
  return manifest;
}

/** The workspace's manifest as the package has it: with Node.js 24 and the contract inside. */
function exporterManifest() {
  const { devDependencies, exports, files, dependencies, ...manifest } = readJson(at('exporter/package.json'));
  const { devDependencies: tools, engines } = readJson(at('package.json'));
  return {
    ...manifest,
    engines,
    files: ['bin', 'dist', 'page'],
    // The exporter restarts itself in it where the machine's Node.js is older.
    dependencies: { ...dependencies, node: tools.node },
    bundleDependencies: ['@shadower-training/contract'],
  };
}

function contractManifest() {
  const { files, exports, ...manifest } = readJson(at('contract/package.json'));
  const withoutTypes = Object.entries(exports).map(([name, { default: file }]) => [name, file]);
  return { ...manifest, exports: Object.fromEntries(withoutTypes) };
}

function copyBuilt(from, to) {
  cpSync(from, to, {
    recursive: true,
    filter: (path) => {
      const inside = relative(from, path).split(sep).join('/');
      return !LEFT_OUT.test(basename(path)) && !TESTS_ONLY.some((pattern) => pattern.test(inside));
    },
  });
}

function writeJson(path, value) {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}
