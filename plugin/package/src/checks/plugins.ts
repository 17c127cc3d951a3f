/** Ids, versions, includes and modules of the app and its nested plugins. */
import type { Check, PluginFolder } from './plugin-files.js';

const ID = /^([a-z0-9]+)-([a-z0-9]+)-(app|datasource|panel)$/;
/** Placeholders that the build fills in. */
const PLACEHOLDER = /%[A-Z_]+%/;

export const identity: Check = ({ plugins, expected: { appId } }) => {
  const organisation = ID.exec(appId)?.[1];
  const seen = new Map<string, string>();
  return plugins.flatMap(({ folder, json: { id = '', type } }) => {
    const where = `${folder}plugin.json`;
    const match = ID.exec(id);
    if (!match) return [`${where}: the id "${id}" must be organisation-name-type`];
    const other = seen.get(id);
    seen.set(id, where);
    return [
      ...(other === undefined ? [] : [`${where}: the id "${id}" is that of ${other} as well`]),
      ...(match[1] === organisation ? [] : [`${where}: the id "${id}" must begin with "${organisation}-"`]),
      ...(match[3] === type ? [] : [`${where}: the id "${id}" must end with its type, ${type}`]),
      ...(folder === '' && id !== appId ? [`${where}: the id is "${id}", not "${appId}"`] : []),
    ];
  });
};

export const versions: Check = ({ files, plugins, expected: { version } }) => {
  const changelog = files.get('CHANGELOG.md')?.toString() ?? '';
  const isListed = changelog.split('\n').some((line) => line.startsWith('## ') && line.includes(version));
  return [
    ...plugins.flatMap(({ folder, json: { info, dependencies } }) => [
      ...(info?.version === version ? [] : [`${folder}plugin.json: version ${info?.version}, package.json ${version}`]),
      ...(/^\d{4}-\d{2}-\d{2}$/.test(info?.updated ?? '') ? [] : [`${folder}plugin.json: updated must be a date`]),
      ...(dependencies?.grafanaDependency ? [] : [`${folder}plugin.json: says no grafanaDependency`]),
    ]),
    ...(isListed ? [] : [`CHANGELOG.md: has no section for version ${version}`]),
  ];
};

/** The app lists its nested plugins; a listed one is there under the name that it gives itself. */
export const includes: Check = ({ files, plugins }) => {
  const app = plugins.find(({ folder }) => folder === '');
  if (!app) return ['plugin.json: is missing'];
  const listed = (app.json.includes ?? []).filter(({ type }) => type === 'datasource' || type === 'panel');
  const problems = listed.flatMap(({ path = '', name, type }) => {
    if (!files.has(path)) return [`plugin.json: includes ${path}, which is not there`];
    const nested = plugins.find(({ folder }) => `${folder}plugin.json` === path);
    return nested && (nested.json.name !== name || nested.json.type !== type)
      ? [`plugin.json: includes ${path} as ${type} "${name}"; it is ${nested.json.type} "${nested.json.name}"`]
      : [];
  });
  const paths = new Set(listed.map(({ path }) => path));
  const forgotten = plugins.filter(({ folder }) => folder !== '' && !paths.has(`${folder}plugin.json`));
  return [...problems, ...forgotten.map(({ folder }) => `plugin.json: does not include ${folder}plugin.json`)];
};

export const modules: Check = ({ files, plugins }) => [
  ...plugins.flatMap(({ folder }) =>
    ['module.js', 'module.js.map']
      .filter((name) => !files.has(folder + name))
      .map((name) => `${folder}${name}: is missing`),
  ),
  ...placeholders(plugins),
];

const placeholders = (plugins: readonly PluginFolder[]): string[] =>
  plugins.flatMap(({ folder, json }) => {
    const left = PLACEHOLDER.exec(JSON.stringify(json))?.[0];
    return left === undefined ? [] : [`${folder}plugin.json: ${left} is not filled in`];
  });
