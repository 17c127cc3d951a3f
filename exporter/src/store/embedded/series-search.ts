import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { TagFilter, Tags } from '../port.js';
import { matches, tagsOfKey } from '../tags.js';
import { isHidden, RemovalReader } from './removal-reader.js';

/** A tag set that a search found. */
export interface FoundTagSet {
  readonly tagSetId: number;
  readonly tagsKey: string;
  readonly tags: Tags;
}

/** Tag sets that a tag is asked for at most before another tag is preferred: more than a session has. */
const NARROW_ENOUGH = 1_000;

/**
 * Finds tag sets by any tags. The tag with the fewest tag sets is followed through the table `tag_values`, the others
 * are checked on what it finds: asking for one session stays quick, however many its workspace has.
 */
export class SeriesSearch {
  private readonly countByTag: StatementSync;
  private readonly byTag: StatementSync;
  private readonly all: StatementSync;
  private readonly seriesOfTagSet: StatementSync;
  private readonly removals: RemovalReader;

  constructor(database: DatabaseSync) {
    this.removals = new RemovalReader(database);
    this.countByTag = database.prepare(
      `SELECT count(*) AS count FROM (SELECT 1 FROM tag_values WHERE measurement = ? AND tag = ? AND value = ? LIMIT ${NARROW_ENOUGH})`,
    );
    this.byTag = database.prepare(
      `SELECT tag_set_id, tags FROM tag_values v JOIN tag_sets USING (tag_set_id)
       WHERE v.measurement = ? AND v.tag = ? AND v.value = ?`,
    );
    this.all = database.prepare('SELECT tag_set_id, tags FROM tag_sets WHERE measurement = ?');
    this.seriesOfTagSet = database.prepare('SELECT series_id, field FROM series WHERE tag_set_id = ?');
  }

  /** Tag sets whose tags match, in the order of their ids; without those that were deleted. */
  tagSets(measurement: string, filter: TagFilter): FoundTagSet[] {
    const narrowest = this.narrowestTag(measurement, filter);
    const rows =
      narrowest === null
        ? this.all.all(measurement)
        : [...new Set(filter[narrowest])].flatMap((value) => this.byTag.all(measurement, narrowest, value));
    const removals = this.removals.of(measurement);
    const found: FoundTagSet[] = [];
    for (const row of rows) {
      const tagsKey = row['tags'] as string;
      const tags = tagsOfKey(tagsKey);
      const tagSetId = row['tag_set_id'] as number;
      if (matches(tags, filter) && !isHidden(removals, tagSetId, tags)) found.push({ tagSetId, tagsKey, tags });
    }
    return found.sort((a, b) => a.tagSetId - b.tagSetId);
  }

  /** Fields of a tag set with their series. */
  fields(tagSetId: number): { seriesId: number; field: string }[] {
    return this.seriesOfTagSet
      .all(tagSetId)
      .map((row) => ({ seriesId: row['series_id'] as number, field: row['field'] as string }));
  }

  private narrowestTag(measurement: string, filter: TagFilter): string | null {
    const tags = Object.keys(filter);
    if (tags.length <= 1) return tags[0] ?? null;
    let narrowest: string | null = null;
    let fewest = Infinity;
    for (const tag of tags) {
      let count = 0;
      for (const value of filter[tag]!) {
        count += Number(this.countByTag.get(measurement, tag, value)?.['count'] ?? 0);
        if (count >= fewest) break;
      }
      if (count < fewest) {
        fewest = count;
        narrowest = tag;
      }
    }
    return narrowest;
  }
}
