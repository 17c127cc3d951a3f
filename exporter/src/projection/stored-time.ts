/**
 * The stored timestamp of a value is computed from its request alone: milliseconds, and an offset in nanoseconds from
 * step and place. No two values of a series in one request share a timestamp, and a retry through another exporter
 * lands on itself (InfluxDB replaces a point that has the timestamp of an older one). Two requests of one session that
 * are about the same moment and would have the same offset (1 in 1,000) are kept apart when they are accepted:
 * pipeline/request-offsets.ts.
 */

const SLOTS = 1_000_000;
const SLOTS_A_STEP = 1_000;

/** 32-bit FNV-1a of a text (http://www.isthe.com/chongo/tech/comp/fnv/): spreads requests of one millisecond. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** Offsets that requests may have: 0 to one less. */
export const REQUEST_OFFSETS = SLOTS_A_STEP;

/** The request's own part of an offset; 0 for those without a producer, so that what they repeat lands on itself. */
export function requestOffset(producer: string | null, sequence: number | null): number {
  return producer === null ? 0 : hashText(`${producer} ${sequence}`) % REQUEST_OFFSETS;
}

/** Hands out the offsets of one request to the points of one tag set: points of other tags are other series. */
export class StoredTimeSlots {
  private readonly milliseconds: number[] = [];
  private readonly slots: number[] = [];
  /** Made when a point does not come after the one before it: until then nothing can collide. */
  private taken: Set<string> | null = null;
  /** Where to look on for points of a place that had one before: thousands may have no step. */
  private readonly next = new Map<string, number>();

  /** @param offset Of the request ({@link requestOffset}). */
  constructor(private readonly offset: number) {}

  /**
   * @param milliseconds The point's time.
   * @param step The point's step; NaN for none.
   * @returns 0 to 999,999: (step mod 1000) x 1000 + the request's own offset, else the next free one.
   */
  take(milliseconds: number, step: number): number {
    const bucket = step !== step ? 0 : ((step % SLOTS_A_STEP) + SLOTS_A_STEP) % SLOTS_A_STEP;
    const slot = (bucket * SLOTS_A_STEP + this.offset) % SLOTS;
    if (this.taken === null) {
      const last = this.slots.length - 1;
      const before = last < 0 ? -Infinity : this.milliseconds[last]!;
      if (milliseconds > before || (milliseconds === before && slot > this.slots[last]!)) {
        this.milliseconds.push(milliseconds);
        this.slots.push(slot);
        return slot;
      }
      this.taken = new Set(this.slots.map((used, index) => placeOf(this.milliseconds[index]!, used)));
    }
    return this.takeFree(this.taken, milliseconds, slot);
  }

  private takeFree(taken: Set<string>, milliseconds: number, wanted: number): number {
    const place = placeOf(milliseconds, wanted);
    let slot = this.next.get(place) ?? wanted;
    while (taken.has(placeOf(milliseconds, slot))) slot = (slot + 1) % SLOTS;
    taken.add(placeOf(milliseconds, slot));
    this.next.set(place, (slot + 1) % SLOTS);
    return slot;
  }
}

function placeOf(milliseconds: number, slot: number): string {
  return `${milliseconds} ${slot}`;
}
