/**
 * The build of what Grafana loads: one AMD `module.js` for the app and one for each nested plugin.
 *
 * The shape is that of `@grafana/create-plugin` 7.1 (webpack, swc, AMD, shared externals, nested plugins by glob),
 * written for a workspace and less what we don't need. The differences, each on purpose:
 *  - no chunks at all. Grafana asks for a nested plugin's chunks under the nested plugin's id, where they are not
 *    (plugin-tools#2172): dynamic imports are compiled in, and images are inlined, so no public path is ever computed;
 *  - no virtual modules, subresource integrity or replace-in-file plugins: without chunks they have nothing to do.
 */
import CopyPlugin from 'copy-webpack-plugin';
import TerserPlugin from 'terser-webpack-plugin';
import { copyPatterns } from './bundler/copy.mjs';
import { entries } from './bundler/entries.mjs';
import { refusedModules, sharedModules } from './bundler/externals.mjs';
import { NoticesPlugin } from './bundler/notices-plugin.mjs';
import { appId, distFolder, fileCache, sourceFolder, version } from './bundler/paths.mjs';
import { SharedExportsPlugin } from './bundler/shared-exports-plugin.mjs';
import { swcOptions } from './bundler/swc.mjs';

/** @param {'production' | 'development'} mode */
export const pluginConfiguration = (mode) => {
  const production = mode === 'production';
  return {
    name: 'plugin',
    mode,
    context: sourceFolder,
    entry: entries(),
    externals: [...sharedModules, refuse],
    // No eval-source-map: a Grafana with a content security policy refuses eval.
    devtool: 'source-map',
    cache: fileCache(`plugin-${mode}`),
    resolve: { extensions: ['.ts', '.tsx', '.mjs', '.js'] },
    module: {
      parser: { javascript: { dynamicImportMode: 'eager' } },
      rules: [
        { test: /\.tsx?$/, exclude: /node_modules/, use: { loader: 'swc-loader', options: swcOptions } },
        { test: /\.(svg|png|gif|webp)$/, type: 'asset/inline' },
      ],
    },
    optimization: {
      // Also in development: the host's build reads which exports are used.
      usedExports: true,
      minimize: production,
      splitChunks: false,
      minimizer: [
        new TerserPlugin({
          minify: TerserPlugin.swcMinify,
          extractComments: false,
          terserOptions: { format: { comments: false } },
        }),
      ],
    },
    output: {
      path: distFolder,
      filename: '[name].js',
      library: { type: 'amd' },
      publicPath: '',
      uniqueName: `${appId}@${version}`,
      clean: true,
    },
    performance: {
      // The goal for each panel; a whole library that slipped in breaks it at once.
      hints: production ? 'error' : false,
      maxAssetSize: 250_000,
      maxEntrypointSize: 250_000,
      assetFilter: (file) => file.endsWith('.js'),
    },
    plugins: [
      new CopyPlugin({ patterns: copyPatterns(mode) }),
      new SharedExportsPlugin(),
      new NoticesPlugin({ title: 'Software bundled into the plugin shadower-training-app' }),
    ],
  };
};

/** Fails the build at an import that would be bundled and then break, see externals.mjs. */
function refuse({ request, context }, callback) {
  if (refusedModules.includes(request) && !context.includes('node_modules')) {
    callback(new Error(`${request} must not be imported by the plugin: Grafana does not share it`));
  } else {
    callback();
  }
}
