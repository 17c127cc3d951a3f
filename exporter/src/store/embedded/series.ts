import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Tags } from '../port.js';
import type { LastBlock } from './heads.js';

/** A series as the file knows it. */
export interface StoredSeriesPlace {
  readonly seriesId: number;
  readonly lastBlock: LastBlock | null;
}

/**
 * Writing half of the directory of series: measurement and tags -> tag set -> fields -> series. Ids are given out in
 * memory, so that a head can have one before anything of it is written.
 */
export class SeriesDirectory {
  private readonly findTagSet: StatementSync;
  private readonly findSeries: StatementSync;
  private readonly insertTagSet: StatementSync;
  private readonly insertTagValue: StatementSync;
  private readonly insertSeries: StatementSync;
  private nextTagSetId: number;
  private nextSeriesId: number;

  constructor(database: DatabaseSync) {
    this.findTagSet = database.prepare('SELECT tag_set_id AS id FROM tag_sets WHERE measurement = ? AND tags = ?');
    this.findSeries = database.prepare(
      `SELECT series_id, (SELECT first_ordinal FROM blocks b WHERE b.series_id = s.series_id ORDER BY first_ordinal DESC LIMIT 1) AS first_ordinal,
        (SELECT points FROM blocks b WHERE b.series_id = s.series_id ORDER BY first_ordinal DESC LIMIT 1) AS points
       FROM series s WHERE tag_set_id = ? AND field = ?`,
    );
    this.insertTagSet = database.prepare('INSERT INTO tag_sets VALUES (?, ?, ?)');
    this.insertTagValue = database.prepare('INSERT INTO tag_values VALUES (?, ?, ?, ?)');
    this.insertSeries = database.prepare('INSERT INTO series VALUES (?, ?, ?)');
    const newest = (table: string, id: string): number =>
      Number(database.prepare(`SELECT max(${id}) AS id FROM ${table}`).get()?.['id'] ?? 0);
    // Ids of what was deleted and is still there in part are not given again.
    const tagSetIds = ['tag_sets', 'series', 'removed_tag_sets'].map((table) => newest(table, 'tag_set_id'));
    this.nextTagSetId = Math.max(...tagSetIds, newest('removals', 'below_id') - 1) + 1;
    this.nextSeriesId = newest('series', 'series_id') + 1;
  }

  /** The id of a tag set, or undefined when the file does not know it. */
  tagSetId(measurement: string, tagsKey: string): number | undefined {
    return this.findTagSet.get(measurement, tagsKey)?.['id'] as number | undefined;
  }

  newTagSetId(): number {
    return this.nextTagSetId++;
  }

  /** The id that the next tag set will get: those that are there have lower ones. */
  get nextId(): number {
    return this.nextTagSetId;
  }

  newSeriesId(): number {
    return this.nextSeriesId++;
  }

  /** A series and where its last block lies, or undefined when the file does not know it. */
  series(tagSetId: number, field: string): StoredSeriesPlace | undefined {
    const row = this.findSeries.get(tagSetId, field);
    if (!row) return undefined;
    const lastBlock =
      row['first_ordinal'] === null
        ? null
        : { firstOrdinal: row['first_ordinal'] as number, points: row['points'] as number };
    return { seriesId: row['series_id'] as number, lastBlock };
  }

  /** Writes a tag set, findable by each of its tags. */
  storeTagSet(tagSetId: number, measurement: string, tagsKey: string, tags: Tags): void {
    this.insertTagSet.run(tagSetId, measurement, tagsKey);
    for (const tag in tags) {
      if (tags[tag] !== undefined) this.insertTagValue.run(measurement, tag, tags[tag], tagSetId);
    }
  }

  storeSeries(seriesId: number, tagSetId: number, field: string): void {
    this.insertSeries.run(seriesId, tagSetId, field);
  }
}
