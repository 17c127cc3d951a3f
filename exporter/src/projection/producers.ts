/** Which requests of a session were kept, by producer: what makes a repeat a repeat. */

/** A producer's kept sequences: all up to `contiguous`, and those `beyond` (requests may overtake each other). */
interface Kept {
  contiguous: number;
  beyond: Set<number>;
  /** The highest of all, 0 where none is kept: asked with every request, so it is not looked for among `beyond`. */
  highest: number;
  /** The attempt that the producer's start opened or joined. */
  attempt: number | null;
}

/** A producer as it is written to the store. */
export type StoredProducer = readonly [
  producer: string,
  contiguous: number,
  beyond: readonly number[],
  attempt: number | null,
];

/** The kept sequences of all producers of one session. */
export class Producers {
  private readonly byName = new Map<string, Kept>();

  static fromStored(stored: readonly StoredProducer[]): Producers {
    const producers = new Producers();
    for (const [producer, contiguous, beyond, attempt] of stored) {
      producers.byName.set(producer, {
        contiguous,
        beyond: new Set(beyond),
        highest: highestOf(contiguous, beyond),
        attempt,
      });
    }
    return producers;
  }

  toStored(): StoredProducer[] {
    return [...this.byName].map(([producer, kept]) => [producer, kept.contiguous, [...kept.beyond], kept.attempt]);
  }

  /** Whether the request was kept before. */
  has(producer: string, sequence: number): boolean {
    const kept = this.byName.get(producer);
    return kept !== undefined && (sequence <= kept.contiguous || kept.beyond.has(sequence));
  }

  /** Marks a request as kept. */
  keep(producer: string, sequence: number): void {
    const kept = this.of(producer);
    if (sequence <= kept.contiguous) return;
    if (sequence > kept.highest) kept.highest = sequence;
    kept.beyond.add(sequence);
    while (kept.beyond.delete(kept.contiguous + 1)) kept.contiguous++;
  }

  /** Marks what another exporter knows to be kept. */
  keepAll(stored: readonly StoredProducer[]): void {
    for (const [producer, contiguous, beyond, attempt] of stored) {
      const kept = this.of(producer);
      if (attempt !== null && attempt > (kept.attempt ?? 0)) kept.attempt = attempt;
      kept.highest = highestOf(Math.max(kept.highest, contiguous), beyond);
      if (contiguous > kept.contiguous) {
        kept.contiguous = contiguous;
        for (const sequence of kept.beyond) if (sequence <= contiguous) kept.beyond.delete(sequence);
      }
      for (const sequence of beyond) if (sequence > kept.contiguous) kept.beyond.add(sequence);
      while (kept.beyond.delete(kept.contiguous + 1)) kept.contiguous++;
    }
  }

  /** The highest sequence kept for the producer, null when none. */
  highest(producer: string): number | null {
    return this.byName.get(producer)?.highest || null;
  }

  /** How many producers there are. */
  get size(): number {
    return this.byName.size;
  }

  /** Whether the producer is known. */
  knows(producer: string): boolean {
    return this.byName.has(producer);
  }

  /** Whether a request is the producer's next one: keeping it takes no room. */
  isNext(producer: string, sequence: number): boolean {
    return sequence === (this.byName.get(producer)?.contiguous ?? 0) + 1;
  }

  /** How many sequences of the producer wait for one before them. */
  waiting(producer: string): number {
    return this.byName.get(producer)?.beyond.size ?? 0;
  }

  /** The attempt that the producer belongs to, null when it never started one. */
  attemptOf(producer: string): number | null {
    return this.byName.get(producer)?.attempt ?? null;
  }

  /** Ties a producer to an attempt. */
  setAttempt(producer: string, attempt: number): void {
    this.of(producer).attempt = attempt;
  }

  private of(producer: string): Kept {
    let kept = this.byName.get(producer);
    if (kept === undefined) {
      kept = { contiguous: 0, beyond: new Set(), highest: 0, attempt: null };
      this.byName.set(producer, kept);
    }
    return kept;
  }
}

function highestOf(known: number, beyond: readonly number[]): number {
  return beyond.reduce((highest, sequence) => Math.max(highest, sequence), known);
}
