/**
 * Colours of sessions, from Grafana's classic palette. A session has the colour of its id. Where two of those shown have
 * the same, one keeps it and the other takes the free hue that is farthest from it; so at most seven stand in seven hues
 * that nobody mistakes for each other, and more take shades of them. A colour once shown stays, in every panel of the
 * page, as long as nobody beside it has the same.
 */
import type { GrafanaTheme2 } from '@grafana/data';
import { ColorMemory } from './colorMemory';

/**
 * Hues that stay apart on dark and on light ground (in OKLab by .13 at least), with their angle in OKLCH in degrees. Red
 * is left out: it means trouble.
 */
const HUES = [
  ['blue', 260],
  ['orange', 60],
  ['green', 142],
  ['purple', 314],
  ['#65C5DB', 214], // sky
  ['#E5A8E2', 326], // pink
  ['semi-dark-yellow', 95],
] as const;

/** Shades, for those that find no hue free: apart from the hues and from each other by .09 at least. */
const SHADES = ['#C15C17', 'dark-green', '#967302', '#F29191', '#962D82', 'dark-blue', '#806EB7'] as const;

/** All colours, those that differ most first; neighbours look apart. */
export const SESSION_COLORS: readonly string[] = [...HUES.map(([color]) => color), ...SHADES];

/** How many can stand beside each other in colours that nobody mistakes for each other. */
export const HUE_COUNT = HUES.length;

/** FNV-1a: small, and spreads names that differ in one character. */
export function nameHash(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  // The low bits alone are weak in FNV; fold the high ones in.
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** Position of the hue that a name has where nobody else has it. */
export const homeHue = (name: string): number => nameHash(name) % HUES.length;

/** Of the page: all panels show a session alike. */
const ofThePage = new ColorMemory();

/** Colours that stay: see {@link assignColors}. */
export const sessionColors = (names: readonly string[]): Map<string, string> => assignColors(names, ofThePage);

/**
 * A palette name for each name, whatever order they come in. A colour that was shown before stays where nobody else has
 * it. Of names with one hue that with the lowest hash keeps it, and nobody takes it away who isn't at home there. The
 * others follow in the order of their hashes: each takes the free hue that is farthest from its own, one that nobody has
 * in another panel before the rest, then a free shade; when all are taken colours repeat.
 * @param memory Colours that were shown, and from now on these.
 */
export function assignColors(names: readonly string[], memory = new ColorMemory()): Map<string, string> {
  const queue = [...new Set(names)].sort((a, b) => nameHash(a) - nameHash(b) || (a < b ? -1 : 1));
  const taken = new Set<string>();
  const assigned = new Map<string, string>();
  const give = (name: string, color: string) => {
    taken.add(color);
    assigned.set(name, color);
  };
  for (const name of queue) {
    const color = memory.of(name);
    // Shades are for those that find no hue free.
    if (color !== undefined && !taken.has(color) && (queue.length > HUES.length || isHue(color))) {
      give(name, color);
    }
  }
  for (const name of queue) {
    const [color] = HUES[homeHue(name)]!;
    if (!assigned.has(name) && !taken.has(color)) {
      give(name, color);
    }
  }
  const elsewhere = memory.ofOthers(new Set(queue));
  for (const name of queue.filter((candidate) => !assigned.has(candidate))) {
    const free = wishes(homeHue(name)).filter((color) => !taken.has(color));
    const own = free.find((color) => isHue(color) && !elsewhere.has(color));
    give(name, own ?? free[0] ?? SESSION_COLORS[nameHash(name) % SESSION_COLORS.length]!);
  }
  memory.keep(assigned);
  return assigned;
}

const isHue = (color: string): boolean => HUES.some(([hue]) => hue === color);

/** Hues from the farthest to the nearest, then shades. */
function wishes(home: number): string[] {
  const [, angle] = HUES[home]!;
  const away = (other: number) => 180 - Math.abs(180 - Math.abs(other - angle));
  const hues = [...HUES].sort(([, a], [, b]) => away(b) - away(a));
  return [...hues.map(([color]) => color), ...SHADES];
}

/** The theme's colour for a palette name or any CSS colour. */
export function resolveColor(name: string, theme: GrafanaTheme2): string {
  return theme.visualization.getColorByName(name);
}
