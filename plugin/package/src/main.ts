/** `npm run package`: the built plugin -> plugin/artifacts/<id>-<version>.zip with its checksums, checked. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkArchive } from './check-package.js';
import { writeZip } from './zip.js';

const PLUGIN = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const DIST = join(PLUGIN, 'dist');
const ARTIFACTS = join(PLUGIN, 'artifacts');
const SUMS = ['sha256', 'sha1', 'md5'] as const;

const readJson = (...path: string[]) =>
  JSON.parse(readFileSync(join(PLUGIN, ...path), 'utf8')) as Record<string, string>;

const appId = readJson('dist', 'plugin.json')['id']!;
const version = readJson('package.json')['version']!;
if (readJson('..', 'package.json')['version'] !== version) {
  console.error('package.json and plugin/package.json state different versions.');
  process.exit(1);
}

const files = new Map(
  readdirSync(DIST, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [`${appId}/${relative(DIST, path).split(sep).join('/')}`, readFileSync(path)]),
);
const archive = writeZip(files);
const problems = checkArchive(archive, { appId, version });
if (problems.length > 0) {
  console.error(`The package is not fit to be published:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  process.exit(1);
}

const name = `${appId}-${version}.zip`;
rmSync(ARTIFACTS, { recursive: true, force: true });
mkdirSync(ARTIFACTS, { recursive: true });
writeFileSync(join(ARTIFACTS, name), archive);
for (const algorithm of SUMS) {
  const sum = createHash(algorithm).update(archive).digest('hex');
  writeFileSync(join(ARTIFACTS, `${name}.${algorithm}`), `${sum}  ${name}\n`);
}
console.log(
  `plugin/artifacts/${name}: ${files.size} files, ${Math.round(archive.length / 1000)} kB, all checks passed`,
);
