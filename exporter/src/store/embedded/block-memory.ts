import type { BlockPlace } from './block-place.js';

/** What may be remembered; the oldest goes first. About 3,000 bytes for 10 blocks that were reduced once. */
const MAXIMUM_BYTES = 32 * 1024 * 1024;
/** Reductions of one series: panels of several widths, or along several axes. */
const REDUCTIONS_OF_A_SERIES = 4;
/** Beside its numbers, what an object of ours takes, about. */
const BYTES_OF_AN_OBJECT = 150;

/** What is kept of blocks by the blocks' first ordinals: their kept points (kept-points.ts), or their sums. */
export type BlockReductions = Map<number, Float64Array>;

interface KnownSeries {
  /** Closed blocks from the first on, without gaps. */
  readonly places: BlockPlace[];
  readonly reductions: Map<string, BlockReductions>;
  bytes: number;
}

/**
 * What reads found out about blocks that are closed - another follows, so that they never change: where they lie, what
 * they say of themselves, and what was kept of them along a grid. A panel that asks again finds all but the newest
 * block here. Belongs to one connection, whose view of the file only moves forward.
 */
export class BlockMemory {
  /** In the order in which they were used last. */
  readonly #series = new Map<number, KnownSeries>();
  #bytes = 0;

  constructor(private readonly maximumBytes = MAXIMUM_BYTES) {}

  /** Closed blocks of a series, in order. */
  places(seriesId: number): readonly BlockPlace[] {
    return this.#series.get(seriesId)?.places ?? [];
  }

  /** Remembers closed blocks that follow those known. */
  addPlaces(seriesId: number, places: readonly BlockPlace[]): void {
    const known = this.#use(seriesId);
    for (const place of places) {
      known.places.push(place);
      this.#grow(known, place.summary.byteLength + BYTES_OF_AN_OBJECT);
    }
    this.#forgetOldest();
  }

  /**
   * What was kept of the blocks of a series; add with {@link addReduction}.
   * @param key How they were reduced: the same for the same result only.
   */
  reductions(seriesId: number, key: string): BlockReductions {
    const known = this.#use(seriesId);
    const found = known.reductions.get(key) ?? new Map<number, Float64Array>();
    known.reductions.delete(key);
    known.reductions.set(key, found);
    for (const [oldest, reductions] of known.reductions) {
      if (known.reductions.size <= REDUCTIONS_OF_A_SERIES) break;
      known.reductions.delete(oldest);
      this.#grow(known, -bytesOf(reductions));
    }
    return found;
  }

  addReduction(seriesId: number, reductions: BlockReductions, firstOrdinal: number, kept: Float64Array): void {
    const known = this.#series.get(seriesId);
    if (!known) return;
    reductions.set(firstOrdinal, kept);
    this.#grow(known, kept.byteLength + BYTES_OF_AN_OBJECT);
    this.#forgetOldest();
  }

  #use(seriesId: number): KnownSeries {
    const known = this.#series.get(seriesId) ?? { places: [], reductions: new Map(), bytes: 0 };
    this.#series.delete(seriesId);
    this.#series.set(seriesId, known);
    return known;
  }

  #grow(known: KnownSeries, bytes: number): void {
    known.bytes += bytes;
    this.#bytes += bytes;
  }

  /** The series at hand stays, however large it is. */
  #forgetOldest(): void {
    for (const [seriesId, { bytes }] of this.#series) {
      if (this.#bytes <= this.maximumBytes || this.#series.size === 1) return;
      this.#series.delete(seriesId);
      this.#bytes -= bytes;
    }
  }
}

function bytesOf(reductions: BlockReductions): number {
  let bytes = 0;
  for (const kept of reductions.values()) bytes += kept.byteLength + BYTES_OF_AN_OBJECT;
  return bytes;
}
