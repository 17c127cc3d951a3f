/**
 * Runs the builds: `node bundler/run.mjs plugin host host-13 [--development]`.
 *
 * A script of our own instead of webpack-cli: the builds must run in this order (the hosts' read what the
 * plugin's wrote), and it ends with the table of sizes that the goals are stated in.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import webpack from 'webpack';

const builds = {
  plugin: async (mode) => (await import('../webpack.config.mjs')).pluginConfiguration(mode),
  host: async (mode) => (await import('../host/webpack.config.mjs')).hostConfiguration(mode, 'host'),
  'host-13': async (mode) => (await import('../host/webpack.config.mjs')).hostConfiguration(mode, 'host-13'),
};

const run = (configuration) =>
  new Promise((resolve, reject) => {
    const compiler = webpack(configuration);
    compiler.run((error, stats) => {
      // Closing writes the file cache.
      compiler.close(() => (error ? reject(error) : resolve(stats)));
    });
  });

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(12);

const printSizes = (folder) => {
  const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(js|css|html)$/.test(file),
  );
  for (const file of scripts.sort()) {
    const content = readFileSync(path.join(folder, file));
    console.log(`  ${file.padEnd(72)} ${kilobytes(content.length)} raw ${kilobytes(gzipSync(content).length)} gzip`);
  }
};

const mode = process.argv.includes('--development') ? 'development' : 'production';
const wanted = process.argv.slice(2).filter((argument) => argument in builds);
for (const name of wanted) {
  const started = performance.now();
  const configuration = await builds[name](mode);
  const stats = await run(configuration);
  if (stats.hasErrors() || stats.hasWarnings()) {
    console.error(stats.toString({ preset: 'errors-warnings', colors: process.stderr.isTTY }));
  }
  if (stats.hasErrors()) {
    process.exit(1);
  }
  console.log(`${name} (${mode}): ${((performance.now() - started) / 1000).toFixed(1)} s`);
  printSizes(configuration.output.path);
}
