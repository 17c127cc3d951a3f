import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GroupCommit } from './group-commit.js';
import { openJournalFile, type JournalFile } from './journal-file.js';
import { Journal } from './journal.js';
import type { JournalRecord } from './record.js';

let directory: string;
let database: JournalFile;
let journal: Journal;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'training-journal-'));
  database = openJournalFile(directory);
  journal = new Journal(database.connection);
});
afterEach(async () => {
  await journal.close();
  database.close();
  rmSync(directory, { recursive: true });
});

function reopen(): void {
  database.close();
  database = openJournalFile(directory);
  journal = new Journal(database.connection);
}

const record = (session: string, body = Uint8Array.of(1, 2, 3)): JournalRecord => ({
  kind: 'metrics',
  version: 1,
  workspace_id: 'w',
  session_id: session,
  attempt: 1,
  received_at: 1_700_000_000_000,
  producer: 'p',
  sequence: 9,
  body,
});
const sessions = (from = 0): string[] => [...journal.replay(from)].map((one) => one.session_id);

/** How often commits were forced to the disk. */
const syncsOf = (commit: GroupCommit): number =>
  commit.statistics().sync_seconds.counts.reduce((sum, count) => sum + count, 0);

describe('openJournalFile', () => {
  it('refuses a directory that another exporter uses, and takes it when that one is gone', () => {
    expect(() => openJournalFile(directory)).toThrow(
      /is in use by another exporter: stop it, or give this one a directory of its own/,
    );
    database.close();
    database = openJournalFile(directory);
  });
});

describe('Journal', () => {
  it('gives records back as they were, with rising ids', () => {
    const strange = {
      ...record(`'"\u0000é`, new Uint8Array(100_000).fill(7)),
      producer: null,
      sequence: null,
      received_at: 0.5,
    };
    expect(journal.append([record('a'), strange])).toBe(1);
    expect(journal.append([record('c')])).toBe(3);
    reopen();
    const replayed = [...journal.replay(0)].map((one) => ({ ...one, body: Uint8Array.from(one.body) }));
    expect(replayed).toEqual([
      { ...record('a'), id: 1 },
      { ...strange, id: 2 },
      { ...record('c'), id: 3 },
    ]);
    expect(sessions(3)).toEqual(['c']);
    expect(sessions(4)).toEqual([]);
  });

  it('lets ids rise after everything was trimmed', () => {
    journal.append([record('a'), record('b')]);
    expect(journal.trim(Infinity)).toBe(false);
    reopen();
    expect(sessions()).toEqual([]);
    expect(journal.statistics()).toMatchObject({ records: 0, bytes: 0, oldest_received_at: null });
    expect(journal.append([record('c')])).toBe(3);
    reopen();
    expect(sessions()).toEqual(['c']);
    expect(journal.lastId).toBe(3);
  });

  it('trims in slices of bounded size', () => {
    journal.append(Array.from({ length: 600 }, (_, index) => record(String(index))));
    expect(journal.trim(601)).toBe(true);
    expect(sessions()).toHaveLength(600 - 256);
    while (journal.trim(600));
    expect(sessions()).toEqual(['599']);
    journal.append(Array.from({ length: 8 }, () => record('large', new Uint8Array(3 * 1024 * 1024))));
    expect(journal.trim(609)).toBe(true);
    expect(sessions().length).toBeGreaterThanOrEqual(5);
  });

  it('knows its sizes without reading it, also after reopening', () => {
    journal.append([record('a', new Uint8Array(10)), { ...record('b', new Uint8Array(20)), received_at: 5 }]);
    journal.append([record('c', new Uint8Array(40))]);
    journal.trim(2);
    for (const round of [1, 2]) {
      expect([round, journal.statistics()]).toEqual([
        round,
        { records: 2, bytes: 60, oldest_received_at: 5, damaged_records: 0 },
      ]);
      expect(journal.bytesFrom(3)).toBe(40);
      expect(journal.bytesFrom(9)).toBe(0);
      reopen();
    }
  });

  it.each(["body = x'010204'", "session_id = 'other'", 'received_at = 3'])(
    'skips and names a record whose bytes changed: %s',
    (change) => {
      journal.append([record('a'), record('b'), record('c')]);
      database.connection.exec(`UPDATE spool SET ${change} WHERE id = 2`);
      const damaged: number[] = [];
      expect([...journal.replay(0, (id) => damaged.push(id))].map((one) => one.id)).toEqual([1, 3]);
      expect(damaged).toEqual([2]);
      expect(journal.statistics().damaged_records).toBe(1);
    },
  );

  it('may be written and trimmed while it is replayed', () => {
    journal.append([record('a'), record('b')]);
    const seen: string[] = [];
    for (const one of journal.replay(0)) {
      seen.push(one.session_id);
      if (one.id === 1) journal.append([record('c')]);
      journal.trim(one.id + 1);
    }
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('keeps nothing of an append that fails, and goes on when there is room again', () => {
    journal.append([record('a')]);
    const pages = Number(database.connection.prepare('PRAGMA page_count').get()!['page_count']);
    database.connection.exec(`PRAGMA max_page_count = ${pages + 2}`);
    const large = record('large', new Uint8Array(1024 * 1024));
    expect(() => journal.append([record('b'), large])).toThrow(/full/);
    expect(sessions()).toEqual(['a']);
    database.connection.exec('PRAGMA max_page_count = 1000000');
    expect(journal.append([record('c')])).toBe(2);
    expect(sessions()).toEqual(['a', 'c']);
  });
});

describe('GroupCommit', () => {
  it('commits what one turn brings with one transaction and answers in order', async () => {
    const commit = new GroupCommit(journal);
    const heard: unknown[] = [];
    for (const session of ['a', 'b', 'c']) {
      commit.append(
        record(session),
        (id) => heard.push([session, id]),
        () => heard.push('no'),
      );
    }
    expect(heard).toEqual([]);
    await commit.flush();
    expect(heard).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    expect(commit.statistics()).toMatchObject({ commits: 1, committed_records: 3, failed_commits: 0 });
    expect(syncsOf(commit)).toBe(1);
    expect(commit.statistics().commit_seconds).toBeGreaterThan(0);
  });

  it('writes the next groups while one is forced to the disk, and forces them together', async () => {
    const commit = new GroupCommit(journal);
    const heard: number[] = [];
    const send = () => commit.append(record('a'), (id) => heard.push(id), fail);
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    let release = () => {};
    const sync = journal.sync.bind(journal);
    journal.sync = async () => {
      journal.sync = sync;
      await new Promise<void>((resolve) => (release = resolve));
    };
    send();
    await turn();
    send();
    await turn();
    send();
    await turn();
    expect([journal.lastId, commit.toldThrough, heard]).toEqual([3, 0, []]);
    release();
    await commit.flush();
    expect(commit.toldThrough).toBe(3);
    expect(heard).toEqual([1, 2, 3]);
    expect(commit.statistics()).toMatchObject({ commits: 3 });
    expect(syncsOf(commit)).toBe(2);
  });

  it('does not let bodies pile up within a turn', async () => {
    const commit = new GroupCommit(journal, 100);
    for (let index = 0; index < 3; index++) commit.append(record('a', new Uint8Array(60)), () => {}, fail);
    expect(journal.lastId).toBe(2);
    await commit.flush();
  });

  it('tells all of a failed commit, and works again afterwards', async () => {
    const commit = new GroupCommit(journal);
    const pages = Number(database.connection.prepare('PRAGMA page_count').get()!['page_count']);
    database.connection.exec(`PRAGMA max_page_count = ${pages}`);
    const heard: string[] = [];
    for (const body of [new Uint8Array(3), new Uint8Array(1024 * 1024)]) {
      commit.append(
        record('a', body),
        () => heard.push('durable'),
        (error) => heard.push((error as Error).message),
      );
    }
    await commit.flush();
    expect(heard).toEqual(['database or disk is full', 'database or disk is full']);
    database.connection.exec('PRAGMA max_page_count = 1000000');
    commit.append(record('b'), (id) => heard.push(`durable ${id}`), fail);
    await commit.flush();
    expect(heard.at(-1)).toBe('durable 1');
    expect(commit.statistics()).toMatchObject({ commits: 1, failed_commits: 1 });
  });

  it('answers nobody whose record the disk did not take', async () => {
    const commit = new GroupCommit(journal);
    journal.sync = () => Promise.reject(new Error('I/O error'));
    const heard: string[] = [];
    commit.append(
      record('a'),
      () => heard.push('durable'),
      (error) => heard.push((error as Error).message),
    );
    await commit.flush();
    expect(heard).toEqual(['I/O error']);
  });
});

function fail(error: unknown): never {
  throw error;
}
