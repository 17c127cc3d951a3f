import type { TagFilter, Tags } from './port.js';

/** One text for each set of tags, whatever the order of its names: the key of tag sets. */
export function tagsKey(tags: Tags): string {
  const pairs: string[] = [];
  for (const name of Object.keys(tags).sort()) {
    const value = tags[name];
    if (value !== undefined) pairs.push(name, value);
  }
  return JSON.stringify(pairs);
}

/** The opposite of {@link tagsKey}. */
export function tagsOfKey(key: string): Tags {
  const pairs = JSON.parse(key) as string[];
  const tags: Record<string, string> = {};
  for (let place = 0; place + 1 < pairs.length; place += 2) tags[pairs[place]!] = pairs[place + 1]!;
  return tags;
}

/** Whether each tag of the filter has one of its values. */
export function matches(tags: Tags, filter: TagFilter): boolean {
  for (const name in filter) {
    const value = tags[name];
    if (value === undefined || !filter[name]!.includes(value)) return false;
  }
  return true;
}

/** A filter for exactly these tags, others open. */
export function filterOf(tags: Tags): TagFilter {
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]]));
}
