/** Which requests of a session were kept, by producer: what makes a repeat a repeat. */

/** A producer's kept sequences: all up to `contiguous`, and those `beyond` (requests may overtake each other). */
interface Kept {
  contiguous: number;
  beyond: Set<number>;
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
      producers.byName.set(producer, { contiguous, beyond: new Set(beyond), attempt });
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
    kept.beyond.add(sequence);
    while (kept.beyond.delete(kept.contiguous + 1)) kept.contiguous++;
  }

  /** The highest sequence kept for the producer, null when none. */
  highest(producer: string): number | null {
    const kept = this.byName.get(producer);
    if (kept === undefined) return null;
    const highest = Math.max(kept.contiguous, ...kept.beyond);
    return highest > 0 ? highest : null;
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
      kept = { contiguous: 0, beyond: new Set(), attempt: null };
      this.byName.set(producer, kept);
    }
    return kept;
  }
}
