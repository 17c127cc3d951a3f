/** Points of a chunk: a head of a quiet series wastes little, a full head is a few lookups. */
export const CHUNK_POINTS = 32;
/** Chunks of a slab: about 1.3 MB where a point has 5 numbers. */
const CHUNKS_IN_SLAB = 1024;

/**
 * Room for the points of all heads, in chunks of one size that are handed out and taken back. Arrays that grow with each
 * head would leave holes of every size behind: with 10,000 series they took three times the memory of their points.
 */
export class PointPool {
  private readonly slabs: Float64Array[] = [];
  private readonly free: number[] = [];
  private readonly chunkNumbers: number;

  /** @param pointFields Numbers of a point. */
  constructor(readonly pointFields: number) {
    this.chunkNumbers = CHUNK_POINTS * pointFields;
  }

  /** A chunk, by its number. What it held before is still in it. */
  take(): number {
    const known = this.free.pop();
    if (known !== undefined) return known;
    const first = this.slabs.length * CHUNKS_IN_SLAB;
    this.slabs.push(new Float64Array(CHUNKS_IN_SLAB * this.chunkNumbers));
    for (let chunk = first + CHUNKS_IN_SLAB - 1; chunk > first; chunk--) this.free.push(chunk);
    return first;
  }

  /** Takes chunks back. */
  give(chunks: readonly number[]): void {
    for (const chunk of chunks) this.free.push(chunk);
  }

  /** The array that a chunk is part of. */
  slabOf(chunk: number): Float64Array {
    return this.slabs[Math.floor(chunk / CHUNKS_IN_SLAB)]!;
  }

  /** Where a chunk begins in its array. */
  offsetOf(chunk: number): number {
    return (chunk % CHUNKS_IN_SLAB) * this.chunkNumbers;
  }
}
