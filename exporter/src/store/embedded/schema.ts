import type { Migration } from '../../sqlite/migrate.js';

/**
 * Tables that do not depend on declarations. Those of `rows` measurements and of entities are generated from the
 * declarations at each start (declared-table.ts).
 *
 * A tag set is what its series share; `tag_values` finds tag sets by any tag. Blocks are appended, never changed: a
 * small last block is deleted and written anew, larger, at the end of the table.
 */
const STORE_TABLES = `
  CREATE TABLE partitions (partition TEXT PRIMARY KEY, covered_through INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE tag_sets (
    tag_set_id INTEGER PRIMARY KEY,
    measurement TEXT NOT NULL,
    tags TEXT NOT NULL,
    UNIQUE (measurement, tags)
  ) STRICT;
  CREATE TABLE tag_values (
    measurement TEXT NOT NULL,
    tag TEXT NOT NULL,
    value TEXT NOT NULL,
    tag_set_id INTEGER NOT NULL,
    PRIMARY KEY (measurement, tag, value, tag_set_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE series (
    series_id INTEGER PRIMARY KEY,
    tag_set_id INTEGER NOT NULL,
    field TEXT NOT NULL,
    UNIQUE (tag_set_id, field)
  ) STRICT;
  CREATE TABLE blocks (
    block_id INTEGER PRIMARY KEY,
    series_id INTEGER NOT NULL,
    first_ordinal INTEGER NOT NULL,
    points INTEGER NOT NULL,
    summary BLOB NOT NULL,
    columns BLOB NOT NULL,
    UNIQUE (series_id, first_ordinal)
  ) STRICT;
`;

/**
 * Deletions whose room is not given back yet. A removal hides what its tags match among tag sets (or rows) whose ids lie
 * below `below_id`; those that a slice has taken out of the directory, or whose tags are in use again, wait in
 * `removed_tag_sets` until their blocks are gone.
 */
const REMOVAL_TABLES = `
  CREATE TABLE removals (
    removal_id INTEGER PRIMARY KEY,
    measurement TEXT NOT NULL,
    tags TEXT NOT NULL,
    below_id INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE removed_tag_sets (tag_set_id INTEGER PRIMARY KEY) STRICT;
`;

/** Every version of the file so far. A new one is a line here; the lines before it never change. */
export const MIGRATIONS: readonly Migration[] = [
  { to: 1, up: (database) => database.exec(STORE_TABLES) },
  { to: 2, up: (database) => database.exec(REMOVAL_TABLES) },
];
