import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Tags } from '../port.js';
import { filterOf, matches, tagsOfKey } from '../tags.js';

/** A deletion whose room is not given back yet (schema.ts). */
export interface Removal {
  readonly removalId: number;
  readonly measurement: string;
  readonly tags: Tags;
  /** Only what has a lower id is deleted: tag sets of `series`, rows of `rows` measurements. */
  readonly belowId: number;
}

/** Reads which deletions hide something; mostly there is none. */
export class RemovalReader {
  private readonly select: StatementSync;

  constructor(database: DatabaseSync) {
    this.select = database.prepare('SELECT * FROM removals WHERE measurement = ? ORDER BY removal_id');
  }

  /** Those of a measurement, the oldest first. */
  of(measurement: string): Removal[] {
    return this.select.all(measurement).map(removalOf);
  }
}

/** A removal from its row. */
export function removalOf(row: Record<string, unknown>): Removal {
  return {
    removalId: row['removal_id'] as number,
    measurement: row['measurement'] as string,
    tags: tagsOfKey(row['tags'] as string),
    belowId: row['below_id'] as number,
  };
}

/** Whether a tag set was deleted. */
export function isHidden(removals: readonly Removal[], id: number, tags: Tags): boolean {
  return removals.some((removal) => id < removal.belowId && matches(tags, filterOf(removal.tags)));
}
