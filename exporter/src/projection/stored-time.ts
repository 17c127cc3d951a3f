/**
 * The stored timestamp of a value is computed from its request alone: milliseconds, and an offset in nanoseconds from
 * step and place. No two values of a series in one request share a timestamp, and a retry through another exporter
 * lands on itself (InfluxDB replaces a point that has the timestamp of an older one).
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

/** Hands out the offsets of one request. */
export class StoredTimeSlots {
  private readonly requestOffset: number;
  /** By tag set and millisecond; most requests have one point in each, so the sets are made only when needed. */
  private readonly taken = new Map<string, Set<number>>();

  /** @param requestKey Producer and sequence, or empty: requests without them carry their own times. */
  constructor(requestKey: string) {
    this.requestOffset = requestKey ? hashText(requestKey) % SLOTS_A_STEP : 0;
  }

  /**
   * @param tagSet Key of the point's tags: points of other tags are other series.
   * @param milliseconds The point's time.
   * @param step The point's step, if any.
   * @returns 0 to 999,999: (step mod 1000) x 1000 + the request's own offset, else the next free one.
   */
  take(tagSet: string, milliseconds: number, step: number | undefined): number {
    const bucket = step === undefined ? 0 : ((step % SLOTS_A_STEP) + SLOTS_A_STEP) % SLOTS_A_STEP;
    let slot = (bucket * SLOTS_A_STEP + this.requestOffset) % SLOTS;
    const key = `${milliseconds} ${tagSet}`;
    const taken = this.taken.get(key);
    if (taken === undefined) {
      this.taken.set(key, new Set([slot]));
      return slot;
    }
    while (taken.has(slot)) slot = (slot + 1) % SLOTS;
    taken.add(slot);
    return slot;
  }
}
