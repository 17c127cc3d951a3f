import { performance } from 'node:perf_hooks';
import type { MeasurementDeclaration } from '@shadower-training/contract';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Tags } from '../port.js';
import { filterOf, matches, tagsKey, tagsOfKey } from '../tags.js';
import { inLazyTransaction } from '../../sqlite/transaction.js';
import { isHidden, removalOf, type Removal } from './removal-reader.js';
import { deleteHiddenRows } from './rows.js';

/** What one step takes: some tenths of a millisecond, so that a slice ends near its time. */
const BLOCKS_A_STEP = 8;
const ROWS_A_STEP = 32;
const TAG_SETS_A_STEP = 16;
/** Between slices: giving room back costs the thread a sixth of its time, however much there is. */
const EVERY_MILLISECONDS = 20;
/** What a slice may take before its commit. */
const SLICE_MILLISECONDS = 3;

/**
 * Deletions: what is deleted is hidden at once by one small row, and goes in slices. Rows of the table are what a restart
 * carries on with. The pages that get free are used again by what is written next; the file does not shrink.
 */
export class Removals {
  private readonly waiting: Removal[];
  private readonly statements: Readonly<
    Record<
      'insert' | 'forget' | 'blocks' | 'oneSeries' | 'series' | 'removed' | 'addRemoved' | 'forgetRemoved',
      StatementSync
    >
  >;
  private readonly candidates: StatementSync;
  private readonly withoutTags: StatementSync;
  private readonly deleteTagSet: StatementSync;
  private readonly deleteTagValue: StatementSync;
  /** How far the oldest removal has looked through its tag sets. */
  private lookedThrough = 0;
  private removed: number | undefined;
  private slicedAt = -Infinity;

  /** @param declarations By name; what no declaration knows any more waits for one that does. */
  constructor(
    private readonly database: DatabaseSync,
    private readonly declarations: ReadonlyMap<string, MeasurementDeclaration>,
  ) {
    this.waiting = database.prepare('SELECT * FROM removals ORDER BY removal_id').all().map(removalOf);
    const prepare = (sql: string): StatementSync => database.prepare(sql);
    this.statements = {
      insert: prepare('INSERT INTO removals (measurement, tags, below_id) VALUES (?, ?, ?)'),
      forget: prepare('DELETE FROM removals WHERE removal_id = ?'),
      blocks: prepare(
        `DELETE FROM blocks WHERE block_id IN (SELECT block_id FROM blocks WHERE series_id = ? LIMIT ${BLOCKS_A_STEP})`,
      ),
      oneSeries: prepare('SELECT series_id FROM series WHERE tag_set_id = ? LIMIT 1'),
      series: prepare('DELETE FROM series WHERE series_id = ?'),
      removed: prepare('SELECT tag_set_id FROM removed_tag_sets LIMIT 1'),
      addRemoved: prepare('INSERT INTO removed_tag_sets VALUES (?)'),
      forgetRemoved: prepare('DELETE FROM removed_tag_sets WHERE tag_set_id = ?'),
    };
    this.candidates = prepare(
      `SELECT tag_set_id, tags FROM tag_values v JOIN tag_sets USING (tag_set_id)
       WHERE v.measurement = ? AND v.tag = ? AND v.value = ? AND v.tag_set_id > ? AND v.tag_set_id < ?
       ORDER BY v.tag_set_id LIMIT ${TAG_SETS_A_STEP}`,
    );
    this.withoutTags = prepare(
      `SELECT tag_set_id, tags FROM tag_sets WHERE measurement = ? AND tag_set_id > ? AND tag_set_id < ?
       ORDER BY tag_set_id LIMIT ${TAG_SETS_A_STEP}`,
    );
    this.deleteTagSet = prepare('DELETE FROM tag_sets WHERE tag_set_id = ?');
    this.deleteTagValue = prepare(
      'DELETE FROM tag_values WHERE measurement = ? AND tag = ? AND value = ? AND tag_set_id = ?',
    );
    this.removed = this.nextRemoved();
  }

  /** Deletions whose room is not given back yet. */
  get count(): number {
    return this.waiting.length + (this.removed === undefined ? 0 : 1);
  }

  /**
   * Hides what matches and has a lower id; call within a transaction, then {@link added} with the answer after its commit.
   * @param belowId The id that the next tag set, or row, will get.
   */
  hide(measurement: string, tags: Tags, belowId: number): Removal {
    const { lastInsertRowid } = this.statements.insert.run(measurement, tagsKey(tags), belowId);
    return { removalId: Number(lastInsertRowid), measurement, tags: { ...tags }, belowId };
  }

  added(removals: readonly Removal[]): void {
    this.waiting.push(...removals);
  }

  /** Whether a tag set was deleted: its tags may be used by another one. */
  hides(measurement: string, tagSetId: number, tags: Tags): boolean {
    if (this.waiting.length === 0) return false;
    return isHidden(
      this.waiting.filter((removal) => removal.measurement === measurement),
      tagSetId,
      tags,
    );
  }

  /** Takes a deleted tag set out of the directory, so that another one can have its tags; call within a transaction. */
  takeOut(tagSetId: number, measurement: string, tags: Tags): void {
    this.statements.addRemoved.run(tagSetId);
    this.deleteTagSet.run(tagSetId);
    for (const tag in tags) this.deleteTagValue.run(measurement, tag, tags[tag]!, tagSetId);
    this.removed ??= tagSetId;
  }

  /**
   * Gives back room for about the time that is left, and not more often than every 20 ms.
   * @returns Whether there is more to do.
   */
  slice(deadline: number): boolean {
    if (this.count === 0) return false;
    const now = performance.now();
    if (now - this.slicedAt < EVERY_MILLISECONDS) return true;
    const end = Math.max(now + 1, Math.min(deadline, now + SLICE_MILLISECONDS));
    try {
      inLazyTransaction(this.database, () => {
        while (this.count > 0 && performance.now() < end) this.step();
      });
    } catch (error) {
      this.readAgain();
      throw error;
    } finally {
      this.slicedAt = performance.now();
    }
    return this.count > 0;
  }

  private step(): void {
    if (this.removed !== undefined) return this.emptyTagSet(this.removed);
    const removal = this.waiting[0]!;
    const declaration = this.declarations.get(removal.measurement);
    const isDone =
      declaration === undefined ||
      (declaration.layout === 'rows'
        ? deleteHiddenRows(this.database, declaration, removal, ROWS_A_STEP) < ROWS_A_STEP
        : this.takeOutSome(removal));
    if (!isDone) return;
    // Of a measurement that nobody declares nothing can be read; its rows stay hidden with it.
    if (declaration !== undefined) this.statements.forget.run(removal.removalId);
    this.waiting.shift();
    this.lookedThrough = 0;
  }

  /** @returns Whether no tag set is left that the removal hides. */
  private takeOutSome({ measurement, tags, belowId }: Removal): boolean {
    const [tag] = Object.keys(tags).filter((name) => name !== 'workspace_id');
    const by = tag ?? Object.keys(tags)[0];
    const found =
      by === undefined
        ? this.withoutTags.all(measurement, this.lookedThrough, belowId)
        : this.candidates.all(measurement, by, tags[by]!, this.lookedThrough, belowId);
    const filter = filterOf(tags);
    for (const row of found) {
      const tagSetId = row['tag_set_id'] as number;
      const ofTagSet = tagsOfKey(row['tags'] as string);
      this.lookedThrough = tagSetId;
      if (matches(ofTagSet, filter)) this.takeOut(tagSetId, measurement, ofTagSet);
    }
    return found.length < TAG_SETS_A_STEP;
  }

  /** Deletes some blocks of a tag set that was taken out, or, when there are none left, what names it. */
  private emptyTagSet(tagSetId: number): void {
    const series = this.statements.oneSeries.get(tagSetId)?.['series_id'] as number | undefined;
    if (series === undefined) {
      this.statements.forgetRemoved.run(tagSetId);
      this.removed = this.nextRemoved();
    } else if (Number(this.statements.blocks.run(series).changes) < BLOCKS_A_STEP) {
      this.statements.series.run(series);
    }
  }

  private nextRemoved(): number | undefined {
    return this.statements.removed.get()?.['tag_set_id'] as number | undefined;
  }

  /** After a failure: what memory says is what the file says. */
  private readAgain(): void {
    const stored = this.database.prepare('SELECT * FROM removals ORDER BY removal_id').all().map(removalOf);
    this.waiting.splice(0, this.waiting.length, ...stored);
    this.removed = this.nextRemoved();
    this.lookedThrough = 0;
  }
}
