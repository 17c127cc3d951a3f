/** One number with labels: what a query is after its reduction. */
export interface Labelled {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The numbers of one refId; null where its query found nothing at all (Grafana's NoData). */
export type Vector = readonly Labelled[] | null;

/** Labels in order, as a key: the same labels are the same alert. */
export function keyOf(labels: Labelled['labels']): string {
  return JSON.stringify(Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function holds(outer: Labelled['labels'], inner: Labelled['labels']): boolean {
  return Object.entries(inner).every(([name, value]) => outer[name] === value);
}

/**
 * Joins two vectors as Grafana does (pkg/expr/mathexp/exp.go, `union`): equal labels, or those of one within the other's;
 * and, where nothing matches and each has one element, these two, without labels.
 */
export function joined(
  left: readonly Labelled[],
  right: readonly Labelled[],
  calculate: (left: number, right: number) => number,
): Labelled[] {
  const found: Labelled[] = [];
  for (const one of left) {
    for (const other of right) {
      const [size, otherSize] = [Object.keys(one.labels).length, Object.keys(other.labels).length];
      const outer = size >= otherSize ? one : other;
      const inner = outer === one ? other : one;
      if (!holds(outer.labels, inner.labels)) continue;
      found.push({ labels: outer.labels, value: calculate(one.value, other.value) });
    }
  }
  if (found.length === 0 && left.length === 1 && right.length === 1)
    found.push({ labels: {}, value: calculate(left[0]!.value, right[0]!.value) });
  return found;
}
