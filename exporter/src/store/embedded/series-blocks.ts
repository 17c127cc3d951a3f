import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { openSummary } from './block-summary.js';

/** A block as it is known without its columns. */
export interface BlockPlace {
  readonly firstOrdinal: number;
  /** Points of it that count: fewer than it has where a head in memory holds the rest. */
  readonly points: number;
  /** Whether all its points count: only then its summary speaks for them. */
  readonly whole: boolean;
  readonly summary: Float64Array;
}

/** Reads the blocks of series. */
export class SeriesBlocks {
  private readonly summaries: StatementSync;
  private readonly columnsOfOne: StatementSync;
  private readonly columnsOfAll: StatementSync;

  constructor(database: DatabaseSync) {
    this.summaries = database.prepare(
      'SELECT first_ordinal, points, summary FROM blocks WHERE series_id = ? AND first_ordinal < ? ORDER BY first_ordinal',
    );
    this.columnsOfOne = database.prepare('SELECT columns FROM blocks WHERE series_id = ? AND first_ordinal = ?');
    this.columnsOfAll = database.prepare(
      'SELECT columns FROM blocks WHERE series_id = ? AND first_ordinal < ? ORDER BY first_ordinal',
    );
  }

  /** Blocks of a series below an ordinal, in order. */
  places(seriesId: number, beforeOrdinal: number): BlockPlace[] {
    return this.summaries.all(seriesId, beforeOrdinal).map((row) => {
      const firstOrdinal = row['first_ordinal'] as number;
      const stored = row['points'] as number;
      const points = Math.min(stored, beforeOrdinal - firstOrdinal);
      return { firstOrdinal, points, whole: points === stored, summary: openSummary(row['summary'] as Uint8Array) };
    });
  }

  /**
   * Hands over the encoded points of some of the blocks, in order.
   * @param places All blocks that {@link places} answered.
   * @param wanted Whether a block's points are needed.
   */
  *columns(
    seriesId: number,
    places: readonly BlockPlace[],
    wanted: readonly boolean[],
  ): Generator<Uint8Array | null, void, undefined> {
    const count = wanted.reduce((sum, want) => sum + Number(want), 0);
    if (count * 2 < places.length) {
      for (const [index, place] of places.entries()) {
        const row = wanted[index] ? this.columnsOfOne.get(seriesId, place.firstOrdinal) : undefined;
        yield row ? (row['columns'] as Uint8Array) : null;
      }
      return;
    }
    // Most are wanted: one walk is quicker than a search for each.
    let index = 0;
    const end = (places.at(-1)?.firstOrdinal ?? -1) + 1;
    for (const row of this.columnsOfAll.iterate(seriesId, end)) {
      yield wanted[index++] ? (row['columns'] as Uint8Array) : null;
    }
  }
}
