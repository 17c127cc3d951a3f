import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { decodeBlock, encodeBlock } from './block-codec.js';
import { summarize, summaryBytes } from './block-summary.js';
import type { Head, LastBlock } from './heads.js';
import { copyColumns, emptyColumns, sliceColumns, type PointColumns } from './point-columns.js';

/** Points of a full block: a last block with fewer is rewritten together with what follows. */
export const BLOCK_POINTS = 512;

/** Writes heads into blocks. */
export class BlockWriter {
  private readonly insert: StatementSync;
  private readonly select: StatementSync;
  private readonly remove: StatementSync;

  constructor(database: DatabaseSync) {
    this.insert = database.prepare(
      'INSERT INTO blocks (series_id, first_ordinal, points, summary, columns) VALUES (?, ?, ?, ?, ?)',
    );
    this.select = database.prepare('SELECT columns FROM blocks WHERE series_id = ? AND first_ordinal = ?');
    this.remove = database.prepare('DELETE FROM blocks WHERE series_id = ? AND first_ordinal = ?');
  }

  /**
   * Writes all points of a head, joined to the series' last block when that is small. Changes nothing in memory: the
   * head is emptied with the answer once the transaction is committed.
   * @returns The last block that the series has then.
   */
  write(head: Head): LastBlock {
    let firstOrdinal = head.firstOrdinal;
    let points: PointColumns;
    const last = head.lastBlock;
    if (last !== null && last.points < BLOCK_POINTS) {
      firstOrdinal = last.firstOrdinal;
      points = this.takeBack(head, last);
    } else {
      points = head.columns();
    }
    const total = points.values.length;
    let from = 0;
    for (;;) {
      // The rest stays in one piece up to twice a block, so that no crumb is left behind.
      const to = total - from < 2 * BLOCK_POINTS ? total : from + BLOCK_POINTS;
      const part = to - from === total ? points : sliceColumns(points, from, to);
      const summary = summaryBytes(summarize(part));
      this.insert.run(head.seriesId, firstOrdinal + from, to - from, summary, encodeBlock(part));
      if (to === total) return { firstOrdinal: firstOrdinal + from, points: to - from };
      from = to;
    }
  }

  private takeBack(head: Head, last: LastBlock): PointColumns {
    const row = this.select.get(head.seriesId, last.firstOrdinal);
    if (!row) throw new Error(`series ${head.seriesId} lacks its block at ${last.firstOrdinal}`);
    const stored = decodeBlock(row['columns'] as Uint8Array, emptyColumns);
    const points = emptyColumns(last.points + head.length, stored.coordinates.length);
    copyColumns(stored, points, 0);
    head.copyInto(points, last.points);
    this.remove.run(head.seriesId, last.firstOrdinal);
    return points;
  }
}
