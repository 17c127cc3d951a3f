/** Writes the HTML of an entry: the template, the entry's scripts and styles with their hashed names, preload hints. */
import { readFileSync } from 'node:fs';
import webpack from 'webpack';

const name = 'PagePlugin';

export class PagePlugin {
  /**
   * @param {{file: string, entry: string, template: string, preload?: string[]}} options `preload`: scripts that the page
   *   will ask for only once its own have run; telling the browser at once saves a round trip before the first curve.
   */
  constructor({ file, entry, template, preload = [] }) {
    this.file = file;
    this.entry = entry;
    this.template = template;
    this.preload = preload;
  }

  apply(compiler) {
    compiler.hooks.thisCompilation.tap(name, (compilation) => {
      // After the hashes in the names are final, before the files are compressed.
      const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_SUMMARIZE;
      compilation.hooks.processAssets.tap({ name, stage }, () => {
        compilation.fileDependencies.add(this.template);
        const files = compilation.entrypoints.get(this.entry).getFiles();
        const tags = [
          ...this.preload.map((file) => `<link rel="preload" as="script" href="${file}" />`),
          ...files.filter((file) => file.endsWith('.css')).map((file) => `<link rel="stylesheet" href="${file}" />`),
          ...files.filter((file) => file.endsWith('.js')).map((file) => `<script defer src="${file}"></script>`),
        ];
        const page = readFileSync(this.template, 'utf8').replace('<!-- assets -->', tags.join('\n    '));
        compilation.emitAsset(this.file, new webpack.sources.RawSource(page));
      });
    });
  }
}
