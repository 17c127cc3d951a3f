/** Which files a package has, and which it must not have. */
import type { Check } from './plugin-files.js';

const NEEDED = ['plugin.json', 'README.md', 'CHANGELOG.md', 'LICENSE'];
/** Fewer letters than this are a placeholder. */
const LEAST_README = 400;
const KNOWN = /\.(js|js\.map|json|md|txt|svg|png)$|(^|\/)LICENSE$/;
const MOST_BYTES = 8_000_000;

export const layout: Check = ({ files }) => {
  const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  return [
    ...NEEDED.filter((name) => !files.get(name)?.length).map((name) => `${name}: is missing or empty`),
    ...[...files.keys()].filter((path) => !KNOWN.test(path)).map((path) => `${path}: does not belong into a package`),
    ...((files.get('README.md')?.length ?? 0) < LEAST_README ? ['README.md: says too little for a catalogue'] : []),
    ...(bytes > MOST_BYTES ? [`has ${bytes} bytes unpacked, at most ${MOST_BYTES} are allowed`] : []),
  ];
};
