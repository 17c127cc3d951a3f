import type { Labelling, PointRun } from '../journal/batch/point-batch.js';

/**
 * Which series a session in memory has: metric names x labels x ranks. It guards the memory of the exporter, so it
 * knows of a session that had rested only its names, not what labels they carried.
 */
export class SeriesSeen {
  private readonly plain: Set<string>;
  private readonly labelled = new Map<string, Set<string>>();
  size: number;

  /** @param names Metric names that the session is known to have. */
  constructor(names: readonly string[]) {
    this.plain = new Set(names);
    this.size = this.plain.size;
  }

  /** Notes the metrics of points. */
  add(labelling: Labelling, metrics: readonly string[]): void {
    const names = this.namesOf(labelling);
    for (const metric of metrics) {
      if (names.has(metric)) continue;
      names.add(metric);
      this.size++;
    }
  }

  /** Notes metrics that another exporter took, without labels. */
  addPlain(metrics: readonly string[]): void {
    this.add({}, metrics);
  }

  /** How many series the points would add. */
  countNew(runs: readonly PointRun[]): number {
    const fresh = new Set<string>();
    for (const { labelling, names } of runs) {
      const key = keyOf(labelling);
      const known = key === '' ? this.plain : this.labelled.get(key);
      for (const metric of names) if (!known?.has(metric)) fresh.add(`${key}\u0000${metric}`);
    }
    return fresh.size;
  }

  private namesOf(labelling: Labelling): Set<string> {
    const key = keyOf(labelling);
    if (key === '') return this.plain;
    let names = this.labelled.get(key);
    if (names === undefined) this.labelled.set(key, (names = new Set()));
    return names;
  }
}

function keyOf({ rank, node, labels }: Labelling): string {
  if (rank === undefined && node === undefined && labels === undefined) return '';
  return JSON.stringify([rank ?? null, node ?? null, Object.entries(labels ?? {}).sort()]);
}
