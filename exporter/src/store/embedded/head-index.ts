import type { TagFilter } from '../port.js';
import type { HeadGroup } from './heads.js';
import { matches } from '../tags.js';

/** Finds the groups in memory by tags, without walking all of them: the writer thread has other things to do. */
export class HeadIndex {
  private readonly groups = new Map<string, Set<HeadGroup>>();
  private readonly byTag = new Map<string, Set<HeadGroup>>();

  add(group: HeadGroup): void {
    put(this.groups, group.declaration.name, group);
    for (const key of indexKeys(group)) put(this.byTag, key, group);
  }

  delete(group: HeadGroup): void {
    take(this.groups, group.declaration.name, group);
    for (const key of indexKeys(group)) take(this.byTag, key, group);
  }

  /** Groups of a measurement whose tags match. */
  find(measurement: string, filter: TagFilter): HeadGroup[] {
    let candidates: Set<HeadGroup>[] = [this.groups.get(measurement) ?? new Set()];
    let fewest = candidates[0]!.size;
    for (const tag in filter) {
      // The workspace is in every group: not indexed.
      if (tag === 'workspace_id') continue;
      const sets = [...new Set(filter[tag])].map((value) => this.byTag.get(indexKey(measurement, tag, value)));
      const count = sets.reduce((sum, set) => sum + (set?.size ?? 0), 0);
      if (count >= fewest) continue;
      fewest = count;
      candidates = sets.filter((set) => set !== undefined);
    }
    const found: HeadGroup[] = [];
    for (const set of candidates) for (const group of set) if (matches(group.tags, filter)) found.push(group);
    return found;
  }
}

function indexKey(measurement: string, tag: string, value: string): string {
  return `${measurement}\n${tag}\n${value}`;
}

function indexKeys(group: HeadGroup): string[] {
  return Object.entries(group.tags)
    .filter(([tag]) => tag !== 'workspace_id')
    .map(([tag, value]) => indexKey(group.declaration.name, tag, value));
}

function put(map: Map<string, Set<HeadGroup>>, key: string, group: HeadGroup): void {
  const set = map.get(key);
  if (set) set.add(group);
  else map.set(key, new Set([group]));
}

function take(map: Map<string, Set<HeadGroup>>, key: string, group: HeadGroup): void {
  const set = map.get(key);
  if (set?.delete(group) && set.size === 0) map.delete(key);
}
