/** The plugins inside a package: each folder with a plugin.json is one. */
import type { Files } from '../zip.js';

/** As much of a plugin.json as the checks read. */
export interface PluginJson {
  id?: string;
  type?: string;
  name?: string;
  info?: {
    version?: string;
    updated?: string;
    description?: string;
    author?: { name?: string };
    logos?: { small?: string; large?: string };
    screenshots?: { name?: string; path?: string }[];
  };
  includes?: { type?: string; name?: string; path?: string }[];
  dependencies?: { grafanaDependency?: string };
}

export interface PluginFolder {
  /** Path of the folder with a `/` at its end; empty for the app itself. */
  folder: string;
  json: PluginJson;
}

/** What a package is checked against. */
export interface Expected {
  appId: string;
  version: string;
}

/** Paths below the app's own folder. */
export interface Package {
  files: Files;
  plugins: readonly PluginFolder[];
  expected: Expected;
}

/** Says what is wrong with a package, a line each; nothing when all is well. */
export type Check = (contents: Package) => string[];

const JSON_FILE = 'plugin.json';

/** The plugins whose plugin.json can be read, and what is wrong with the others. */
export function pluginFolders(files: Files): { plugins: PluginFolder[]; problems: string[] } {
  const problems: string[] = [];
  const plugins = [...files].flatMap(([path, bytes]): PluginFolder[] => {
    if (path !== JSON_FILE && !path.endsWith(`/${JSON_FILE}`)) return [];
    try {
      return [{ folder: path.slice(0, -JSON_FILE.length), json: JSON.parse(bytes.toString()) as PluginJson }];
    } catch (error) {
      problems.push(`${path}: is no JSON: ${String(error)}`);
      return [];
    }
  });
  return { plugins, problems };
}
