/** Logos and screenshots: declared ones exist, are what they say, and have captions. */
import type { Check, PluginFolder } from './plugin-files.js';

/** A catalogue page loads all of them. */
const MOST_BYTES = 400_000;
const LEAST_WIDTH = 800;
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export const logos: Check = ({ files, plugins }) =>
  plugins.flatMap(({ folder, json }) =>
    (['small', 'large'] as const).flatMap((size) => {
      const path = json.info?.logos?.[size];
      if (!path) return [`${folder}plugin.json: has no ${size} logo`];
      const logo = files.get(folder + path);
      if (!logo) return [`${folder}plugin.json: the ${size} logo ${path} is not there`];
      return /<svg[\s>]/.test(logo.toString('utf8', 0, 500)) ? [] : [`${folder}${path}: is no SVG`];
    }),
  );

export const screenshots: Check = ({ files, plugins }) => {
  const app = plugins.find(({ folder }) => folder === '');
  const ofApp = app?.json.info?.screenshots?.length ? [] : ['plugin.json: has no screenshots'];
  return [...ofApp, ...plugins.flatMap((plugin) => ofPlugin(plugin, files))];
};

function ofPlugin({ folder, json }: PluginFolder, files: ReadonlyMap<string, Buffer>): string[] {
  return (json.info?.screenshots ?? []).flatMap(({ name, path = '' }) => {
    const picture = files.get(folder + path);
    if (!picture) return [`${folder}plugin.json: the screenshot ${path} is not there`];
    return [
      ...(name?.trim() ? [] : [`${folder}plugin.json: the screenshot ${path} has no caption`]),
      ...pictureProblems(picture).map((problem) => `${folder}${path}: ${problem}`),
    ];
  });
}

function pictureProblems(picture: Buffer): string[] {
  if (!picture.subarray(0, PNG.length).equals(PNG)) return ['is no PNG'];
  // The header's first field.
  const width = picture.readUInt32BE(16);
  return [
    ...(width < LEAST_WIDTH ? [`is ${width} pixels wide, at least ${LEAST_WIDTH} are needed`] : []),
    ...(picture.length > MOST_BYTES ? [`has ${picture.length} bytes, at most ${MOST_BYTES} are allowed`] : []),
  ];
}
