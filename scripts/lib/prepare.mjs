import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { at, node24 } from './paths.mjs';
import { run } from './run.mjs';
import { fail, say } from './say.mjs';
import { hashOf, isFresh, stamp } from './stamp.mjs';

/** Workspaces that tsc compiles, in the order of their references. */
const COMPILED = ['contract', 'exporter', 'plugin/package', 'provisioning-generator', 'test'];

/** Installs the packages of the lock file, unless they are there. */
export async function ensureInstalled() {
  if (Number(process.versions.node.split('.')[0]) < 20)
    fail(`Node.js 20 or newer is needed; this is ${process.version}.`);
  const hash = hashOf('package-lock.json', 'package.json');
  if (existsSync(at('node_modules')) && isFresh('installed', hash)) return;
  say('Installing packages (the first time 1 to 5 minutes, about 1 GB) ...');
  const { code, output } = await run(
    'npm',
    [existsSync(at('node_modules')) ? 'install' : 'ci', '--no-fund', '--no-audit'],
    { quiet: true },
  );
  if (code !== 0) fail(`${output}\nnpm could not install the packages: its own words are above.`);
  stamp('installed', hash);
  say('Packages are installed.');
}

/** Compiles contract, exporter and tests, unless nothing changed. */
export async function ensureCompiled() {
  const hash = hashOf(
    'tsconfig.base.json',
    'package-lock.json',
    ...COMPILED.map((name) => `${name}/src`),
    ...COMPILED.map((name) => `${name}/tsconfig.json`),
  );
  if (COMPILED.every((name) => existsSync(at(name, 'dist'))) && isFresh('compiled', hash)) return;
  say('Compiling exporter and tests (about 15 s) ...');
  for (const name of COMPILED) removeOrphans(name);
  const { code } = await run(node24(), [at('node_modules/typescript/bin/tsc'), '-b']);
  if (code !== 0) fail('The compiler found mistakes: its own words are above.');
  stamp('compiled', hash);
}

/** Builds the Grafana plugin and the page that the exporter serves, unless nothing changed. */
export async function ensurePlugin() {
  const hash = hashOf('plugin', 'contract/src', 'provisioning/dashboards', 'package-lock.json');
  if (existsSync(at('plugin/dist')) && existsSync(at('plugin/host/dist')) && isFresh('plugin', hash)) return;
  say('Building the Grafana plugin and its page (about 1 minute) ...');
  const { code, output } = await run('npm', ['run', 'build', '--workspace', 'plugin'], { quiet: true });
  if (code !== 0) fail(`${output}\nThe plugin could not be built: the words of its bundler are above.`);
  stamp('plugin', hash);
}

/** Builds the page of the next generation of Grafana where its packages are installed, unless nothing changed. */
export async function ensureSecondPage() {
  if (!existsSync(at('plugin/host-13/node_modules'))) return;
  const hash = hashOf('plugin', 'contract/src', 'package-lock.json');
  if (existsSync(at('plugin/host-13/dist')) && isFresh('second-page', hash)) return;
  say('Building the page of Grafana 13 (about 20 s) ...');
  const { code, output } = await run('npm', ['run', 'build:host-13', '--workspace', 'plugin'], { quiet: true });
  if (code !== 0) fail(`${output}\nThe page of Grafana 13 could not be built: the words of its bundler are above.`);
  stamp('second-page', hash);
}

/** Everything that running and testing needs. */
export async function prepare() {
  await ensureInstalled();
  await ensureCompiled();
  await ensurePlugin();
}

/** Removes compiled files whose source is gone: Jest would still run their tests. */
function removeOrphans(workspace) {
  const dist = at(workspace, 'dist');
  if (!existsSync(dist)) return;
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const source = /^(.*?)\.(d\.ts|js)(\.map)?$/.exec(relative(dist, path))?.[1];
    if (!entry.isFile() || source === undefined || existsSync(at(workspace, 'src', `${source}.ts`))) continue;
    rmSync(path);
    // Without its record tsc would believe that the file is still there.
    rmSync(join(dist, '.tsbuildinfo'), { force: true });
  }
}
