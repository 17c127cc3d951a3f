/**
 * What Grafana hands to a plugin at run time instead of the plugin bundling it.
 *
 * The list is create-plugin's, less what we never use (angular, jquery, slate, prismjs, react-redux, the router):
 * an import that is missing here is bundled, which the size check of the build would show. Not shared by any Grafana,
 * so bundled by whoever imports them: `@grafana/schema`, `@grafana/i18n`, `uplot`, `react-dom/client`.
 */
export const sharedModules = [
  'react',
  // React 18 and 19 differ here: bundling it is what breaks a plugin between Grafana 13.1 and 13.2.
  'react/jsx-runtime',
  'react-dom',
  'rxjs',
  'lodash',
  'moment',
  'i18next',
  '@emotion/css',
  '@emotion/react',
  '@grafana/data',
  '@grafana/ui',
  '@grafana/runtime',
];

/** Imports that would be bundled silently and then break under React 19, or pull in megabytes. */
export const refusedModules = [
  'react-dom/client',
  'react/jsx-dev-runtime',
  '@grafana/ui/unstable',
  '@grafana/i18n',
  'uplot',
];
