/**
 * The journal's tables. `bytes_before` counts the body bytes of all records ever appended before this one: sizes are
 * differences of two rows, never a scan. `journal_start` names the first record that still counts: the newest row stays
 * in the table even when it is trimmed, so that ids rise for ever.
 */
export const SPOOL_TABLES = `
  CREATE TABLE spool (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    workspace_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    received_at REAL NOT NULL,
    producer TEXT,
    sequence INTEGER,
    bytes_before INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
  CREATE TABLE journal_start (place INTEGER PRIMARY KEY CHECK (place = 0), first_id INTEGER NOT NULL) STRICT;
  INSERT INTO journal_start VALUES (0, 1);
`;
