/** The files that travel beside the modules: plugin.json of each plugin, logos, readme, changelog, licence. */
import { appId, version } from './paths.mjs';

const today = () => new Date().toISOString().slice(0, 10);

/** `%VERSION%` and its siblings, as create-plugin's build fills them: the version is stated once, in package.json. */
const fillIn = (text) =>
  text.replaceAll('%VERSION%', version).replaceAll('%TODAY%', today()).replaceAll('%PLUGIN_ID%', appId);

/** Grafana shows a warning for a plugin that is not marked as a production build. */
const pluginJson = (mode) => (content) =>
  JSON.stringify({ ...JSON.parse(fillIn(content.toString())), buildMode: mode }, null, 2) + '\n';

export const copyPatterns = (mode) => [
  // Nested plugins need their own plugin.json and their own img/: create-plugin copies only the app's images.
  { from: '**/plugin.json', to: '.', transform: pluginJson(mode) },
  { from: '**/img/**', to: '.' },
  { from: '**/query_help.md', to: '.', noErrorOnMissing: true },
  { from: 'README.md', to: '.', transform: (content) => fillIn(content.toString()) },
  { from: '../CHANGELOG.md', to: '.' },
  { from: '../LICENSE', to: 'LICENSE', toType: 'file' },
];
