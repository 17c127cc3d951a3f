/**
 * Writes the two modules that the host's build takes from the plugin's build:
 *  - `#shared-modules`: what Grafana would hand to a plugin, reduced to the exports that ours uses;
 *  - `#plugin-catalog`: the ids of the built plugins and where their modules lie.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pluginFolders } from './entries.mjs';
import { cacheFolder, distFolder, readJson, sharedExportsFile } from './paths.mjs';

/** CommonJS packages: the plugin gets the very object, and a default import of it is the object itself. */
const wholePackages = ['react', 'react/jsx-runtime', 'react-dom', 'lodash', 'moment'];

const sharedModule = (request, names, index) => {
  const whole = names === true || wholePackages.includes(request);
  if (whole) {
    const binding = wholePackages.includes(request) ? `whole${index}` : `* as whole${index}`;
    return { importLine: `import ${binding} from '${request}';`, entry: `'${request}': whole${index}` };
  }
  const local = (name) => `${name}_${index}`;
  return {
    importLine: `import { ${names.map((name) => `${name} as ${local(name)}`).join(', ')} } from '${request}';`,
    // __esModule makes the plugin's `import x from` read `default`.
    entry: `'${request}': { __esModule: true, ${names.map((name) => `${name}: ${local(name)}`).join(', ')} }`,
  };
};

const writeSharedModules = () => {
  if (!existsSync(sharedExportsFile)) {
    throw new Error(`${sharedExportsFile} is missing: build the plugin before the host`);
  }
  const parts = Object.entries(readJson(sharedExportsFile)).map(([request, names], index) =>
    sharedModule(request, names, index),
  );
  const imports = parts.map((part) => part.importLine).join('\n');
  const file = path.join(cacheFolder, 'shared-modules.js');
  writeFileSync(
    file,
    `${imports}\nexport const sharedModules = {\n  ${parts.map((part) => part.entry).join(',\n  ')},\n};\n`,
  );
  return file;
};

/** The built plugins with a digest of all modules: the folder's name changes when any of them does. */
const builtPlugins = () => {
  const digest = createHash('sha256');
  const plugins = pluginFolders().map((folder) => {
    digest.update(readFileSync(path.join(distFolder, folder, 'module.js')));
    const { id, name, type, info } = readJson(path.join(distFolder, folder, 'plugin.json'));
    return { folder, meta: { id, name, type, info } };
  });
  return { plugins, digest: digest.digest('hex').slice(0, 12) };
};

/**
 * @returns files for `resolve.alias`, and `pluginPath`: where the host must put the built plugin below its own root.
 */
export const writeGeneratedModules = () => {
  mkdirSync(cacheFolder, { recursive: true });
  const { plugins, digest } = builtPlugins();
  const pluginPath = `assets/plugin-${digest}`;
  const catalog = plugins.map(({ folder, meta }) => ({
    meta,
    baseUrl: path.posix.join(pluginPath, folder),
    moduleUrl: path.posix.join(pluginPath, folder, 'module.js'),
  }));
  const catalogFile = path.join(cacheFolder, 'plugin-catalog.json');
  writeFileSync(catalogFile, JSON.stringify(catalog, null, 2));
  return { sharedModulesFile: writeSharedModules(), catalogFile, pluginPath, catalog };
};
