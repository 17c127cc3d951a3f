/** Types of what `bundler/generated-modules.mjs` writes and webpack defines. */

declare module '#shared-modules' {
  /** Module id as the plugin imports it -> the exports that the plugin uses. */
  export const sharedModules: Record<string, object>;
}

declare module '#plugin-catalog' {
  import type { PluginMetaInfo, PluginType } from '@grafana/data';

  /** One built plugin: its plugin.json (the part that panels see) and where its module lies. */
  export interface CatalogEntry {
    meta: { id: string; name: string; type: PluginType; info: PluginMetaInfo };
    baseUrl: string;
    moduleUrl: string;
  }
  const catalog: CatalogEntry[];
  export default catalog;
}

/** Where the icons of @grafana/ui lie, relative to the page. */
declare const ICON_PATH: string;
