/** Where the plugin's two builds read and write; the one place that knows the folders. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

/** `plugin/` itself. */
export const pluginFolder = fileURLToPath(new URL('..', import.meta.url));
/** What Grafana loads: TypeScript in, `module.js` files out. */
export const sourceFolder = path.join(pluginFolder, 'src');
export const distFolder = path.join(pluginFolder, 'dist');
/** The page that shows the built plugin without a Grafana. */
export const hostSourceFolder = path.join(pluginFolder, 'host', 'src');
/**
 * The builds of that page, a Grafana generation each: the folder whose node_modules hold what that Grafana hands to
 * plugins, and the folder of the result. `host` is what the exporter serves; `host-13` installs outside the workspaces.
 */
export const hosts = {
  host: { packagesFolder: pluginFolder, distFolder: path.join(pluginFolder, 'host', 'dist') },
  'host-13': {
    packagesFolder: path.join(pluginFolder, 'host-13'),
    distFolder: path.join(pluginFolder, 'host-13', 'dist'),
  },
};
/** Caches and what one build tells the next; not shipped. */
export const cacheFolder = path.join(pluginFolder, '.cache');
/** Written by the plugin's build, read by the host's: which exports of the shared libraries the plugin uses. */
export const sharedExportsFile = path.join(cacheFolder, 'shared-exports.json');

/** @returns {Record<string, any>} */
export const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

export const version = readJson(path.join(pluginFolder, 'package.json')).version;
export const appId = readJson(path.join(sourceFolder, 'plugin.json')).id;

const buildFiles = () => {
  const own = readdirSync(path.join(pluginFolder, 'bundler')).map((file) => path.join(pluginFolder, 'bundler', file));
  return [...own, path.join(pluginFolder, 'webpack.config.mjs'), path.join(pluginFolder, 'host', 'webpack.config.mjs')];
};

/** Webpack's cache between builds; a change of the build itself empties it. */
export const fileCache = (name) => ({
  type: 'filesystem',
  cacheDirectory: path.join(cacheFolder, 'webpack'),
  name,
  buildDependencies: { config: buildFiles() },
});
