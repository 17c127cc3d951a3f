/** Colours of sessions: the same name has the same colour in every panel, whatever stands beside it. */
import type { GrafanaTheme2 } from '@grafana/data';

/**
 * Names of Grafana's own colours, so that both themes stay legible; neighbours differ in hue and lightness.
 * Red is left out: it means trouble.
 */
export const SESSION_COLORS = [
  'blue',
  'orange',
  'purple',
  'green',
  'semi-dark-yellow',
  'super-light-blue',
  'light-red',
  'dark-green',
  'light-purple',
  'dark-orange',
  'light-green',
  'dark-blue',
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
