/** All checks of a package, on its archive as it would be handed on. */
import { code, machinePaths, sourceMaps } from './checks/code.js';
import { layout } from './checks/layout.js';
import { logos, screenshots } from './checks/pictures.js';
import { pluginFolders, type Check, type Expected } from './checks/plugin-files.js';
import { identity, includes, modules, versions } from './checks/plugins.js';
import { readZip, type Files } from './zip.js';

const CHECKS: readonly Check[] = [
  layout,
  identity,
  versions,
  includes,
  modules,
  logos,
  screenshots,
  code,
  machinePaths,
  sourceMaps,
];

/** What is wrong with an archive, a line each; nothing when it may be published. */
export function checkArchive(archive: Buffer, expected: Expected): string[] {
  try {
    return checkFiles(readZip(archive), expected);
  } catch (error) {
    return [`the archive ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** The same for the files of an archive, by their paths in it. */
export function checkFiles(entries: Files, expected: Expected): string[] {
  const root = `${expected.appId}/`;
  const outside = [...entries.keys()].filter((path) => !path.startsWith(root) || path.includes('..'));
  const files = new Map(
    [...entries].filter(([path]) => path.startsWith(root)).map(([path, bytes]) => [path.slice(root.length), bytes]),
  );
  const { plugins, problems } = pluginFolders(files);
  return [
    ...outside.map((path) => `${path}: lies outside of the folder ${root}`),
    ...problems,
    ...CHECKS.flatMap((check) => check({ files, plugins, expected })),
  ];
}
