/**
 * The build of the page that shows the built plugin without a Grafana: real `@grafana` libraries, static files only.
 *
 * Everything below `assets/` has a hash or a version in its path and may be cached for ever; index.html and NOTICES.txt
 * may not. All addresses are relative, so the page works below any path.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import CopyPlugin from 'copy-webpack-plugin';
import TerserPlugin from 'terser-webpack-plugin';
import webpack from 'webpack';
import { writeGeneratedModules } from '../bundler/generated-modules.mjs';
import { NoticesPlugin } from '../bundler/notices-plugin.mjs';
import { PagePlugin } from '../bundler/page-plugin.mjs';
import {
  cacheFolder,
  distFolder,
  fileCache,
  hosts,
  hostSourceFolder,
  readJson,
  sourceFolder,
} from '../bundler/paths.mjs';
import { PrecompressPlugin } from '../bundler/precompress-plugin.mjs';
import { swcOptions } from '../bundler/swc.mjs';

/** Finds packages as seen from a folder. */
const packagesSeenFrom = (folder) => {
  const require = createRequire(path.join(folder, 'package.json'));
  return (name) => path.dirname(require.resolve(`${name}/package.json`));
};
const bundlerPackage = packagesSeenFrom(import.meta.dirname);

/** The panels that the page shows first: their modules are asked for together with the page's own scripts. */
const firstPlugins = ['shadower-trainingprogress-panel', 'shadower-lossplot-panel', 'shadower-training-datasource'];

/**
 * Own sources take their packages from this folder, never from the workspaces above it; packages find their own.
 * What is missing there fails the build: two generations in one page would be neither.
 */
const resolvedFrom = (folder) => ({
  include: [hostSourceFolder, sourceFolder, cacheFolder],
  resolve: { modules: [path.join(folder, 'node_modules')] },
});

/**
 * @param {'production' | 'development'} mode
 * @param {keyof typeof hosts} host Which generation of Grafana the page brings along.
 */
export const hostConfiguration = (mode, host) => {
  const production = mode === 'production';
  const { sharedModulesFile, catalogFile, pluginPath, catalog } = writeGeneratedModules();
  const { packagesFolder, distFolder: hostDistFolder } = hosts[host];
  const grafanaUi = packagesSeenFrom(packagesFolder)('@grafana/ui');
  const template = path.join(hostSourceFolder, 'index.html');
  const publicPath = `assets/grafana-ui-${readJson(path.join(grafanaUi, 'package.json')).version}/`;
  return {
    name: host,
    mode,
    context: hostSourceFolder,
    entry: { host: './main.tsx', workbench: './workbench/main.tsx' },
    devtool: production ? false : 'source-map',
    cache: fileCache(`${host}-${mode}`),
    resolve: {
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
      alias: {
        '#shared-modules': sharedModulesFile,
        '#plugin-catalog': catalogFile,
        // Time zone rules of the last and next years: 55 kB in place of 724 kB since the 19th century.
        'moment-timezone$': 'moment-timezone/builds/moment-timezone-with-data-10-year-range.js',
        // A pseudo language for Grafana's own translators.
        'i18next-pseudo$': false,
      },
    },
    module: {
      // A name that this generation of a library lacks is undefined at run time: the build says so instead.
      parser: { javascript: { exportsPresence: 'error' } },
      rules: [
        ...(host === 'host' ? [] : [resolvedFrom(packagesFolder)]),
        { test: /\.tsx?$/, exclude: /node_modules/, use: { loader: 'swc-loader', options: swcOptions } },
        { test: /\.css$/, use: ['style-loader', 'css-loader'] },
      ],
    },
    optimization: {
      minimize: production,
      minimizer: [
        new TerserPlugin({
          minify: TerserPlugin.swcMinify,
          extractComments: false,
          terserOptions: { format: { comments: false } },
        }),
      ],
      // Third parties change with a dependency, the page with every commit: two files, cached apart.
      splitChunks: { cacheGroups: { vendor: { test: /node_modules/, name: 'vendor', chunks: 'initial' } } },
    },
    output: {
      path: hostDistFolder,
      filename: 'assets/[name]-[contenthash:12].js',
      chunkFilename: 'assets/[name]-[contenthash:12].js',
      publicPath: '',
      clean: true,
    },
    performance: { hints: false },
    plugins: [
      // Grafana's own letters are files that @grafana/ui does not ship.
      new webpack.NormalModuleReplacementPlugin(
        /GlobalStyles\/fonts\.mjs$|^\.\/fonts\.mjs$/,
        path.join(hostSourceFolder, 'theme/fonts.ts'),
      ),
      // moment brings 130 languages along; the page speaks English.
      new webpack.IgnorePlugin({ resourceRegExp: /^\.\/locale$/, contextRegExp: /moment$/ }),
      new webpack.DefinePlugin({ ICON_PATH: JSON.stringify(publicPath) }),
      new CopyPlugin({
        patterns: [
          // `minimized`: the very bytes that Grafana loads are shown, not minified once more.
          {
            from: distFolder,
            to: pluginPath,
            globOptions: { ignore: ['**/*.map', '**/*.md'] },
            info: { minimized: true },
          },
          // The address that @grafana/ui builds below its public path.
          { from: path.join(grafanaUi, 'dist/public/img/icons'), to: `${publicPath}build/img/icons` },
          // Pictures that only Grafana itself has, and lists that are being loaded show.
          { from: path.join(hostSourceFolder, 'icons'), to: `${publicPath}build/img/icons/unicons` },
        ],
      }),
      new NoticesPlugin({
        title: 'Software bundled into the preview page of Shadower Training',
        packages: [grafanaUi, ...['webpack', 'css-loader', 'style-loader'].map(bundlerPackage)],
      }),
      new PagePlugin({
        file: 'index.html',
        entry: 'host',
        template,
        preload: catalog.filter(({ meta }) => firstPlugins.includes(meta.id)).map(({ moduleUrl }) => moduleUrl),
      }),
      // Every part of the plugin by itself, for browser tests and developers; the page does not link to it.
      new PagePlugin({ file: 'workbench.html', entry: 'workbench', template }),
      ...(production ? [new PrecompressPlugin()] : []),
    ],
  };
};
