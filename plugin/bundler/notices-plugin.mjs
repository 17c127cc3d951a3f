/** Writes NOTICES.txt: name, version and licence text of every package whose code is in the bundle. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import webpack from 'webpack';
import { readJson } from './paths.mjs';

const name = 'NoticesPlugin';
const licenceFile = /^(licen[cs]e|copying|notice)/i;

/** The folder of the package that a file belongs to; packages have further manifests inside, without a licence. */
const packageFolderOf = (file) => /^.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0];

/** Every file whose code is in the bundle; webpack hides the files of merged modules one level down. */
const filesOf = (modules) =>
  [...modules].flatMap((module) => (module.modules ? filesOf(module.modules) : [module.resource?.split('?')[0]]));

const noticeOf = (folder) => {
  const manifest = readJson(path.join(folder, 'package.json'));
  const texts = readdirSync(folder)
    .filter((file) => licenceFile.test(file))
    .sort()
    .map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  const author = typeof manifest.author === 'string' ? manifest.author : manifest.author?.name;
  const home = manifest.homepage ?? manifest.repository?.url ?? manifest.repository ?? '';
  const heading = `${manifest.name} ${manifest.version}\nLicence: ${manifest.license ?? 'see below'}\n${home}`;
  // Some packages publish no licence file; their manifest is then all that they state.
  return {
    heading,
    text: texts.join('\n\n') || `(the package contains no licence file; author: ${author ?? 'not stated'})`,
  };
};

export class NoticesPlugin {
  /**
   * @param {{title: string, packages?: string[]}} options `packages`: folders of packages whose files are shipped
   *   without going through a module (icons), or whose run-time code webpack adds itself.
   */
  constructor({ title, packages = [] }) {
    this.title = title;
    this.packages = packages;
  }

  apply(compiler) {
    compiler.hooks.thisCompilation.tap(name, (compilation) => {
      const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_ADDITIONAL;
      compilation.hooks.processAssets.tap({ name, stage }, () => {
        const folders = filesOf(compilation.modules)
          .filter((file) => file?.includes('node_modules'))
          .map(packageFolderOf)
          .filter((folder) => folder !== undefined);
        const notices = [...new Set([...folders, ...this.packages])].sort().map(noticeOf);
        const rule = '-'.repeat(78);
        const body = notices.map(({ heading, text }) => `${rule}\n${heading}\n\n${text}\n`).join('\n');
        compilation.emitAsset('NOTICES.txt', new webpack.sources.RawSource(`${this.title}\n\n${body}`));
      });
    });
  }
}
