import { describe, expect, test } from '@jest/globals';
import { checkArchive, checkFiles } from './check-package.js';
import type { PluginJson } from './checks/plugin-files.js';
import { writeZip } from './zip.js';

const EXPECTED = { appId: 'shadower-training-app', version: '1.2.3' };
const ROOT = 'shadower-training-app/';

const png = (width: number): Buffer => {
  const picture = Buffer.alloc(64);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(picture);
  picture.writeUInt32BE(width, 16);
  return picture;
};

const info = (extra: object = {}) => ({
  version: '1.2.3',
  updated: '2026-01-01',
  logos: { small: 'img/logo.svg', large: 'img/logo.svg' },
  screenshots: [],
  ...extra,
});
const dependencies = { grafanaDependency: '>=12.4.0' };
const MODULE = 'define(["react","@grafana/data"],(e,t)=>({plugin:1}));';

const JSONS: Record<string, PluginJson> = {
  'plugin.json': {
    id: 'shadower-training-app',
    type: 'app',
    name: 'Training',
    info: info({ screenshots: [{ name: 'Curves of a session', path: 'img/session.png' }] }),
    includes: [{ type: 'panel', name: 'Loss plot', path: 'panels/loss-plot/plugin.json' }],
    dependencies,
  },
  'panels/loss-plot/plugin.json': {
    id: 'shadower-lossplot-panel',
    type: 'panel',
    name: 'Loss plot',
    info: info(),
    dependencies,
  },
};

/** A package with which all is well. */
function wellMade(): Map<string, Buffer> {
  const texts: Record<string, string> = {
    'README.md': 'What it is. '.repeat(50),
    'CHANGELOG.md': '# Changelog\n\n## 1.2.3\n\nFirst.\n',
    LICENSE: 'Apache',
    'img/logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'panels/loss-plot/img/logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  };
  for (const folder of ['', 'panels/loss-plot/']) {
    texts[`${folder}module.js`] = MODULE;
    texts[`${folder}module.js.map`] = JSON.stringify({ version: 3, sources: ['webpack://app/./src/module.ts'] });
  }
  for (const [path, json] of Object.entries(JSONS)) texts[path] = JSON.stringify(json);
  const files = new Map<string, Buffer>(Object.entries(texts).map(([path, text]) => [ROOT + path, Buffer.from(text)]));
  return files.set(`${ROOT}img/session.png`, png(1600));
}

type Files = Map<string, Buffer>;
const write = (path: string, text: string) => (files: Files) => void files.set(ROOT + path, Buffer.from(text));
const remove = (path: string) => (files: Files) => void files.delete(ROOT + path);
/** Changes a plugin.json. */
const change = (path: string, part: (json: PluginJson) => object) => (files: Files) =>
  write(path, JSON.stringify({ ...JSONS[path], ...part(structuredClone(JSONS[path]!)) }))(files);
const inPanel = 'panels/loss-plot/';

const BROKEN: [name: string, breakIt: (files: Files) => void, problem: string][] = [
  [
    'a file outside of its folder',
    (files) => void files.set('other/x.js', Buffer.from(MODULE)),
    'other/x.js: lies outside',
  ],
  ['a path that climbs out', write('../x.md', 'x'), 'lies outside'],
  ['no readme', remove('README.md'), 'README.md: is missing or empty'],
  ['a readme that says nothing', write('README.md', 'A plugin.'), 'README.md: says too little'],
  ['no licence', remove('LICENSE'), 'LICENSE: is missing or empty'],
  ['a file that nobody knows', write('secret.env', 'TOKEN=1'), 'secret.env: does not belong'],
  ['no plugin.json of the app', remove('plugin.json'), 'plugin.json: is missing'],
  ['a plugin.json that is no JSON', write('plugin.json', '{'), 'plugin.json: is no JSON'],
  [
    'an id of another form',
    change(`${inPanel}plugin.json`, () => ({ id: 'lossplot' })),
    'must be organisation-name-type',
  ],
  [
    'an id of another organisation',
    change(`${inPanel}plugin.json`, () => ({ id: 'acme-lossplot-panel' })),
    'must begin with "shadower-"',
  ],
  [
    'an id of another type',
    change(`${inPanel}plugin.json`, () => ({ id: 'shadower-lossplot-app' })),
    'must end with its type, panel',
  ],
  [
    'an app with another id',
    change('plugin.json', () => ({ id: 'shadower-other-app' })),
    'not "shadower-training-app"',
  ],
  ['an id twice', change(`${inPanel}plugin.json`, () => ({ id: 'shadower-training-app', type: 'app' })), 'is that of'],
  [
    'another version',
    change(`${inPanel}plugin.json`, () => ({ info: info({ version: '1.2.2' }) })),
    'version 1.2.2, package.json 1.2.3',
  ],
  [
    'a changelog without the version',
    write('CHANGELOG.md', '# Changelog\n\n## 1.2.2\n'),
    'CHANGELOG.md: has no section',
  ],
  ['no supported Grafana', change('plugin.json', () => ({ dependencies: {} })), 'says no grafanaDependency'],
  ['an included plugin that is not there', remove(`${inPanel}plugin.json`), 'which is not there'],
  [
    'a plugin that is not included',
    change('plugin.json', () => ({ includes: [] })),
    'does not include panels/loss-plot',
  ],
  [
    'an included plugin under another name',
    change(`${inPanel}plugin.json`, () => ({ name: 'Loss' })),
    'it is panel "Loss"',
  ],
  ['no module', remove(`${inPanel}module.js`), 'panels/loss-plot/module.js: is missing'],
  ['no source map', remove('module.js.map'), 'module.js.map: is missing'],
  ['a placeholder', change('plugin.json', () => ({ name: '%PLUGIN_ID%' })), '%PLUGIN_ID% is not filled in'],
  ['no logo', remove(`${inPanel}img/logo.svg`), 'the small logo img/logo.svg is not there'],
  ['a logo that is no picture', write('img/logo.svg', 'hello'), 'img/logo.svg: is no SVG'],
  ['no screenshots', change('plugin.json', () => ({ info: info() })), 'has no screenshots'],
  ['a screenshot that is not there', remove('img/session.png'), 'the screenshot img/session.png is not there'],
  [
    'a screenshot without a caption',
    change('plugin.json', () => ({ info: info({ screenshots: [{ name: ' ', path: 'img/session.png' }] }) })),
    'has no caption',
  ],
  ['a screenshot that is no PNG', write('img/session.png', 'GIF89a'), 'img/session.png: is no PNG'],
  ['a thumbnail as screenshot', (files) => void files.set(`${ROOT}img/session.png`, png(200)), 'is 200 pixels wide'],
  ['eval', write('module.js', `${MODULE}eval("1")`), 'calls eval'],
  ['new Function', write('module.js', `${MODULE}new Function("a","b")`), 'makes a Function from text'],
  ["webpack's way to the global object", write('module.js', `${MODULE}Function("return this")()`), 'makes a Function'],
  ['React inside', write('module.js', `${MODULE}Symbol.for("react.transitional.element")`), 'bundles React'],
  ['react-dom/client', write('module.js', MODULE.replace('"react"', '"react-dom/client"')), 'react-dom/client'],
  ['a module that Grafana does not share', write('module.js', MODULE.replace('"react"', '"d3"')), 'imports d3'],
  ['a module of another form', write('module.js', 'export const plugin = 1;'), 'is no AMD module'],
  ['a development build', write('module.js', `${MODULE}jsxDEV("div")`), 'is a development build'],
  ['a module that is too large', write('module.js', MODULE + 'x'.repeat(300_000)), 'module.js: has 300'],
  ['a path of the machine in code', write('module.js', `${MODULE}"/home/me/app/src"`), 'names a folder of a machine'],
  [
    'a path of Windows in a text',
    write('README.md', `${'x'.repeat(400)} C:\\Users\\me`),
    'names a folder of a machine',
  ],
  [
    'a path of the machine in a map',
    write('module.js.map', '{"sources":["/srv/app/a.ts"]}'),
    'names a source by its place',
  ],
];

describe('the checks of a package', () => {
  test('find nothing in one that is well made', () => {
    expect(checkArchive(writeZip(wellMade()), EXPECTED)).toEqual([]);
  });

  test.each(BROKEN)('find %s', (_, breakIt, problem) => {
    const files = wellMade();
    breakIt(files);
    expect(checkFiles(files, EXPECTED).join('\n')).toContain(problem);
  });

  test('find an archive that is cut off', () => {
    const archive = writeZip(wellMade());
    expect(checkArchive(archive.subarray(0, 100), EXPECTED)).toEqual(['the archive is no zip archive, or is cut off']);
  });

  test('do not take words that merely end like eval for it, nor addresses for paths', () => {
    const files = wellMade();
    write('module.js', `${MODULE}a.retrieval(1);medieval(2);"https://example.org/home/page"`)(files);
    expect(checkFiles(files, EXPECTED)).toEqual([]);
  });
});
