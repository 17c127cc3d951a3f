import type { JournalledPoint } from '../journal/journalled-point.js';

type Labelled = Pick<JournalledPoint, 'rank' | 'node' | 'labels'>;

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

  /** Notes a metric of a point. */
  add(point: Labelled, metric: string): void {
    const names = this.namesOf(point);
    if (names.has(metric)) return;
    names.add(metric);
    this.size++;
  }

  /** How many series the points would add. */
  countNew(points: readonly JournalledPoint[]): number {
    const fresh = new Set<string>();
    for (const point of points) {
      const key = keyOf(point);
      const names = key === '' ? this.plain : this.labelled.get(key);
      for (const metric in point.metrics) if (!names?.has(metric)) fresh.add(`${key}\u0000${metric}`);
    }
    return fresh.size;
  }

  private namesOf(point: Labelled): Set<string> {
    const key = keyOf(point);
    if (key === '') return this.plain;
    let names = this.labelled.get(key);
    if (names === undefined) this.labelled.set(key, (names = new Set()));
    return names;
  }
}

function keyOf({ rank, node, labels }: Labelled): string {
  if (rank === undefined && node === undefined && labels === undefined) return '';
  return JSON.stringify([rank ?? null, node ?? null, Object.entries(labels ?? {}).sort()]);
}
