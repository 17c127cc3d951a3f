import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { BlockMemory } from './block-memory.js';
import type { BlockPlace } from './block-place.js';
import { openSummary } from './block-summary.js';

/** Reads the blocks of series; what it found out about closed ones is remembered. */
export class SeriesBlocks {
  readonly memory: BlockMemory;
  private readonly summaries: StatementSync;
  private readonly columnsOfOne: StatementSync;
  private readonly columnsOfAll: StatementSync;

  constructor(database: DatabaseSync, memory = new BlockMemory()) {
    this.memory = memory;
    this.summaries = database.prepare(
      `SELECT first_ordinal, points, summary FROM blocks
       WHERE series_id = ? AND first_ordinal >= ? AND first_ordinal < ? ORDER BY first_ordinal`,
    );
    this.columnsOfOne = database.prepare('SELECT columns FROM blocks WHERE series_id = ? AND first_ordinal = ?');
    this.columnsOfAll = database.prepare(
      'SELECT columns FROM blocks WHERE series_id = ? AND first_ordinal < ? ORDER BY first_ordinal',
    );
  }

  /** Blocks of a series below an ordinal, in order. */
  places(seriesId: number, beforeOrdinal: number): BlockPlace[] {
    const known = this.memory.places(seriesId);
    const lastKnown = known.at(-1);
    const from = lastKnown ? lastKnown.firstOrdinal + lastKnown.points : 0;
    const found = this.summaries.all(seriesId, from, beforeOrdinal).map((row, index, { length }): BlockPlace => ({
      firstOrdinal: row['first_ordinal'] as number,
      points: row['points'] as number,
      whole: true,
      closed: index < length - 1,
      summary: openSummary(row['summary'] as Uint8Array),
    }));
    const places = [...known, ...found].filter(({ firstOrdinal }) => firstOrdinal < beforeOrdinal);
    this.memory.addPlaces(seriesId, found.slice(0, -1));
    const last = places.pop();
    if (last === undefined) return places;
    const points = Math.min(last.points, beforeOrdinal - last.firstOrdinal);
    places.push(points === last.points ? last : { ...last, points, whole: false });
    return places;
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
