/**
 * Puts `.br` and `.gz` beside each text file, so that the exporter serves small files without compressing anything.
 * Brotli's best level takes seconds a megabyte: worth it once a build, not once a request.
 */
import { brotliCompress, constants, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import webpack from 'webpack';

const name = 'PrecompressPlugin';
const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
const compressible = /\.(js|css|html|svg|json|txt)$/;
/** Below this a header costs more than compression saves. */
const smallestBytes = 1_024;

export class PrecompressPlugin {
  apply(compiler) {
    compiler.hooks.thisCompilation.tap(name, (compilation) => {
      const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_OPTIMIZE_TRANSFER;
      compilation.hooks.processAssets.tapPromise({ name, stage }, async (assets) => {
        const wanted = Object.entries(assets).filter(
          ([file, source]) => compressible.test(file) && source.size() >= smallestBytes,
        );
        for (const [file, source] of wanted) {
          const content = Buffer.from(source.buffer());
          const [br, gz] = await Promise.all([
            brotli(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }),
            zip(content, { level: 9 }),
          ]);
          compilation.emitAsset(`${file}.br`, new webpack.sources.RawSource(br));
          compilation.emitAsset(`${file}.gz`, new webpack.sources.RawSource(gz));
        }
      });
    });
  }
}
