/** A block as it is known without its columns. */
export interface BlockPlace {
  readonly firstOrdinal: number;
  /** Points of it that count: fewer than it has where a head in memory holds the rest. */
  readonly points: number;
  /** Whether all its points count: only then its summary speaks for them. */
  readonly whole: boolean;
  /** Whether it never changes: another block follows. */
  readonly closed: boolean;
  readonly summary: Float64Array;
}
