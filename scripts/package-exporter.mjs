/**
 * `npm run package:exporter`: makes the exporter's npm package in exporter/artifacts and checks it. `--to FOLDER` makes it
 * elsewhere, `--as-built` of what is built already.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { at } from './lib/paths.mjs';
import { problemsOfExporterPackage } from './lib/packages/check-exporter.mjs';
import { stageExporter } from './lib/packages/stage-exporter.mjs';
import { prepare } from './lib/prepare.mjs';
import { run } from './lib/run.mjs';
import { fail, say } from './lib/say.mjs';

const { values } = parseArgs({ options: { to: { type: 'string' }, 'as-built': { type: 'boolean' } } });
if (!values['as-built']) await prepare();

const target = values.to ? resolve(values.to) : at('exporter/artifacts');
const folder = join(target, 'package');
mkdirSync(target, { recursive: true });
const { name, version } = stageExporter(folder);
const { code, output } = await run('npm', ['pack', '--json', '--silent', '--pack-destination', target], {
  cwd: folder,
  quiet: true,
});
if (code !== 0) fail(`${output}\nnpm could not pack the exporter: its own words are above.`);
// npm up to 11 tells a list, later ones an object by name.
const [packed] = Object.values(JSON.parse(output));
const problems = problemsOfExporterPackage(packed, folder);
if (problems.length > 0)
  fail(`The exporter's package is not right:\n${problems.map((line) => `  - ${line}`).join('\n')}`);

const file = join(target, packed.filename);
const checksum = createHash('sha256').update(readFileSync(file)).digest('hex');
writeFileSync(`${file}.sha256`, `${checksum}  ${packed.filename}\n`);
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;
say(
  `${name} ${version}: ${packed.files.length} files, ${megabytes(packed.size)}, unpacked ${megabytes(packed.unpackedSize)}.`,
);
console.log(file);
