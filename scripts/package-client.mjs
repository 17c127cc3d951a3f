/** `npm run package:client`: makes the wheel of the Python client in clients/python/artifacts and checks it. `--to FOLDER` elsewhere. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { at, ROOT } from './lib/paths.mjs';
import { run } from './lib/run.mjs';
import { fail, say } from './lib/say.mjs';

/** What the wheel holds, beside its own records. */
const MODULES = ['__init__.py', '__main__.py', 'client.py'].map((name) => `shadower_training/${name}`);

const { values } = parseArgs({ options: { to: { type: 'string' } } });
const target = values.to ? resolve(values.to) : at('clients/python/artifacts');
const python = process.env.TRAINING_TEST_PYTHON || 'python3';
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });

// setuptools leaves its own folders beside the sources: in a copy they disturb nobody.
const copy = mkdtempSync(join(tmpdir(), 'shadower-client-'));
try {
  const source = at('clients/python');
  const isWanted = (path) =>
    !/(^|[/\\])(artifacts|build|tests|__pycache__|.*\.egg-info)([/\\]|$)/.test(relative(source, path));
  cpSync(source, copy, { recursive: true, filter: isWanted });
  cpSync(at('LICENSE'), join(copy, 'LICENSE'));
  const args = ['-m', 'pip', 'wheel', '--no-deps', '--quiet', '--disable-pip-version-check', '-w', target, copy];
  const { code, output } = await run(python, args, { quiet: true });
  if (code !== 0) fail(`${output}\npip could not make the wheel: its own words are above.`);
} finally {
  rmSync(copy, { recursive: true, force: true });
}

const wheel = readdirSync(target).find((name) => name.endsWith('.whl'));
if (!wheel) fail(`pip left no wheel in ${target}.`);
const file = join(target, wheel);
const { output } = await run(python, ['-m', 'zipfile', '-l', file], { quiet: true });
const names = output
  .split('\n')
  .slice(1)
  .map((line) => line.split(/\s+/)[0])
  .filter(Boolean);
const problems = [
  ...MODULES.filter((name) => !names.includes(name)).map((name) => `${name} is missing`),
  ...names
    .filter((name) => !MODULES.includes(name) && !name.includes('.dist-info/'))
    .map((name) => `${name} does not belong into it`),
  ...(names.some((name) => name.endsWith('LICENSE')) ? [] : ['the licence is missing']),
  // Modules are stored as they are, so the paths would stand in the repository as well.
  ...MODULES.flatMap((name) => {
    const text = readFileSync(at('clients/python', name), 'utf8');
    return [ROOT, homedir()].filter((path) => text.includes(path)).map((path) => `${name} holds the path ${path}`);
  }),
];
if (problems.length > 0) fail(`The wheel is not right:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
say(`${wheel}: ${names.length} files.`);
console.log(file);
