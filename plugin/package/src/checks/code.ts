/** What the modules hold: no code from text, nothing that Grafana brings itself, no traces of the machine. */
import type { Check } from './plugin-files.js';

/** Modules that every supported Grafana hands to plugins (plugin/bundler/externals.mjs). */
const SHARED = new Set(
  ['react', 'react/jsx-runtime', 'react-dom', 'rxjs', 'lodash', 'moment', 'i18next'].concat([
    '@emotion/css',
    '@emotion/react',
    '@grafana/data',
    '@grafana/ui',
    '@grafana/runtime',
  ]),
);
const MOST_BYTES = 250_000;

/** Words that stand in no module of ours, and why. */
const FORBIDDEN: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/(?<![\w$.])eval\s*\(/, 'calls eval, which a content security policy forbids'],
  [/(?<![\w$.])new\s+Function\b|(?<![\w$.])Function\s*\(/, 'makes a Function from text, which a policy forbids'],
  [/react\.(transitional\.)?element/, 'bundles React'],
  [/__SECRET_INTERNALS_DO_NOT_USE|__CLIENT_INTERNALS_DO_NOT_USE/, 'bundles React or react-dom'],
  [/react-dom\/client/, 'uses react-dom/client, which Grafana does not share'],
  [/react\/jsx-dev-runtime|jsxDEV\(/, 'is a development build'],
];

/** Folders of people's and build machines; addresses and paths inside the bundle don't begin so. */
const MACHINE = /(?<![\w.:/])(?:\/(?:home|Users|root|work|builds|tmp|opt|workspace)\/[\w.@-]|[A-Za-z]:\\\\?\w)/;

export const code: Check = ({ files }) =>
  modulesOf(files).flatMap(([path, text]) => [
    ...FORBIDDEN.filter(([pattern]) => pattern.test(text)).map(([, reason]) => `${path}: ${reason}`),
    ...imports(text, path),
    ...(text.length > MOST_BYTES ? [`${path}: has ${text.length} bytes, at most ${MOST_BYTES} are allowed`] : []),
  ]);

function imports(text: string, path: string): string[] {
  const list = /^(?:\/\*[\s\S]*?\*\/\s*)?define\((?:"[^"]*",)?\[([^\]]*)\]/.exec(text)?.[1];
  if (list === undefined) return [`${path}: is no AMD module`];
  const names = [...list.matchAll(/"([^"]+)"/g)].map(([, name]) => name!);
  return names
    .filter((name) => !SHARED.has(name) && !['module', 'exports', 'require'].includes(name))
    .map((name) => `${path}: imports ${name}, which Grafana does not share`);
}

export const machinePaths: Check = ({ files }) =>
  [...files].flatMap(([path, bytes]) => {
    if (!/\.(js|json|md|txt)$/.test(path)) return [];
    const found = MACHINE.exec(bytes.toString());
    return found ? [`${path}: names a folder of a machine: ${snippet(bytes.toString(), found.index)}`] : [];
  });

const snippet = (text: string, at: number): string => JSON.stringify(text.slice(at, at + 40));

/** Source maps name their sources by the bundle, not by where it was built. */
export const sourceMaps: Check = ({ files }) =>
  [...files].flatMap(([path, bytes]) => {
    if (!path.endsWith('.js.map')) return [];
    const { sources = [] } = JSON.parse(bytes.toString()) as { sources?: string[] };
    const absolute = sources.find((source) => /^(\/|file:|[A-Za-z]:[\\/])/.test(source));
    return absolute === undefined ? [] : [`${path}: names a source by its place on a machine: ${absolute}`];
  });

const modulesOf = (files: ReadonlyMap<string, Buffer>): [string, string][] =>
  [...files].filter(([path]) => path.endsWith('.js')).map(([path, bytes]) => [path, bytes.toString()]);
