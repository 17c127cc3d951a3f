/** Colours of sessions: the same name has the same colour in every panel, whatever stands beside it. */
import type { GrafanaTheme2 } from '@grafana/data';

/**
 * Twelve hues that stay apart on dark and on light ground: Grafana's own colours, and between them those that its
 * palette has only in shades. Red is left out: it means trouble.
 */
export const SESSION_COLORS = [
  'blue',
  'orange',
  'purple',
  'green',
  'semi-dark-yellow',
  '#2aa198', // teal
  '#e86fa8', // pink
  '#a9805b', // brown
  '#7f8fb0', // slate
  'dark-blue',
  '#9fb52e', // lime
  'dark-orange',
] as const;

/** FNV-1a: small, and spreads names that differ in one character. */
export function nameHash(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  // The low bits alone are weak in FNV; fold the high ones in.
  return (hash ^ (hash >>> 15)) >>> 0;
}

/**
 * A palette name for each name. A name takes the colour of its hash; where two collide the later in alphabetical order
 * takes the next free one, so the answer doesn't depend on the order of arrival. Past the palette colours repeat.
 */
export function assignColors(names: readonly string[]): Map<string, string> {
  const size = SESSION_COLORS.length;
  const taken = new Set<number>();
  const assigned = new Map<string, string>();
  for (const name of [...new Set(names)].sort()) {
    let slot = nameHash(name) % size;
    while (taken.has(slot) && taken.size < size) {
      slot = (slot + 1) % size;
    }
    taken.add(slot);
    assigned.set(name, SESSION_COLORS[slot] ?? 'blue');
  }
  return assigned;
}

/** The theme's colour for a palette name or any CSS colour. */
export function resolveColor(name: string, theme: GrafanaTheme2): string {
  return theme.visualization.getColorByName(name);
}
