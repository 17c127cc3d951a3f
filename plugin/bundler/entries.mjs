/** Finds the app and its nested plugins: every folder under `src` with a `plugin.json` and a `module.ts(x)`. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { sourceFolder } from './paths.mjs';

/**
 * The folders of all plugins of the app, relative to `src` and in a fixed order; the app's own is `''`.
 * A `plugin.json` without a module is refused: Grafana would register a plugin that can't load.
 */
export const pluginFolders = () =>
  readdirSync(sourceFolder, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'plugin.json')
    .map((file) => path.dirname(file).replace(/^\.$/, ''))
    .sort();

const moduleOf = (folder) => {
  const found = ['module.ts', 'module.tsx']
    .map((name) => path.join(sourceFolder, folder, name))
    .find((file) => existsSync(file));
  if (found === undefined) {
    throw new Error(`src/${folder}/plugin.json has no module.ts or module.tsx beside it`);
  }
  return found;
};

/** Webpack's entries: `module`, `datasource/module`, `panels/<name>/module`. */
export const entries = () =>
  Object.fromEntries(pluginFolders().map((folder) => [path.posix.join(folder, 'module'), moduleOf(folder)]));
