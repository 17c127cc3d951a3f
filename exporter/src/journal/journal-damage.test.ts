import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GroupCommit } from './group-commit.js';
import { JOURNAL_FILE, openJournalFile } from './journal-file.js';
import { JOURNAL_MARK_FILE, readMark } from './journal-mark.js';
import { Journal } from './journal.js';
import type { JournalRecord } from './record.js';

const RECORDS = 400;
let directory: string;
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'training-damage-'))));
afterEach(() => rmSync(directory, { recursive: true }));

const record = (index: number): JournalRecord => ({
  kind: 'metrics',
  version: 1,
  workspace_id: 'w',
  session_id: 's',
  attempt: 1,
  received_at: 1_700_000_000_000,
  producer: 'p',
  sequence: index,
  body: new Uint8Array(700).fill(index % 251),
});
const path = (name = JOURNAL_FILE): string => join(directory, name);

/** A journal with acknowledged records, and its files as kill -9 leaves them: the newest part in the log. */
async function killedJournal(): Promise<void> {
  const file = openJournalFile(directory);
  const journal = new Journal(file.connection, file);
  const commit = new GroupCommit(journal);
  for (let index = 0; index < RECORDS; index++) {
    commit.append(record(index), () => {}, fail);
    await commit.flush();
    if (index === RECORDS / 2) file.connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }
  const kept = mkdtempSync(join(tmpdir(), 'training-kept-'));
  for (const name of [JOURNAL_FILE, `${JOURNAL_FILE}-wal`, JOURNAL_MARK_FILE])
    copyFileSync(path(name), join(kept, name));
  await journal.close();
  file.close();
  for (const name of readdirSync(directory)) rmSync(path(name));
  for (const name of readdirSync(kept)) copyFileSync(join(kept, name), path(name));
  rmSync(kept, { recursive: true });
}

function fail(): never {
  throw new Error('not durable');
}

/** Opens it again, and reads all there is. */
async function reopened() {
  const file = openJournalFile(directory);
  const journal = new Journal(file.connection, file);
  const skipped: number[] = [];
  try {
    const ids = [...journal.replay(0, (id) => skipped.push(id))].map(({ id }) => id);
    const { damaged_records } = journal.statistics();
    return { damage: file.damage, ids, skipped, damaged_records, next: journal.append([record(0)]) };
  } finally {
    await journal.close();
    file.close();
  }
}

function flip(name: string, place: number): void {
  const bytes = readFileSync(path(name));
  bytes[Math.floor(place)]! ^= 0x40;
  writeFileSync(path(name), bytes);
}
const sizeOf = (name: string): number => readFileSync(path(name)).length;
const copies = (): string[] => readdirSync(directory).filter((name) => name.includes('.damaged-'));

describe('a journal that was killed', () => {
  it('has everything, and nothing to tell', async () => {
    await killedJournal();
    const { damage, ids, next } = await reopened();
    expect([damage, ids.length, next]).toEqual([null, RECORDS, RECORDS + 1]);
    expect(readMark(directory)).toEqual({ id: RECORDS, told: 0 });
    expect(copies()).toEqual([]);
  });
});

describe('a journal whose log', () => {
  it.each<[string, () => void]>([
    ['was cut in the middle', () => truncateSync(path(`${JOURNAL_FILE}-wal`), sizeOf(`${JOURNAL_FILE}-wal`) / 2)],
    ['was cut off', () => truncateSync(path(`${JOURNAL_FILE}-wal`), 0)],
    ['has a flipped bit in the middle', () => flip(`${JOURNAL_FILE}-wal`, sizeOf(`${JOURNAL_FILE}-wal`) / 2)],
    ['has a flipped bit in its head', () => flip(`${JOURNAL_FILE}-wal`, 18)],
    ['is gone', () => rmSync(path(`${JOURNAL_FILE}-wal`))],
  ])('%s: says how many acknowledged records are lost, keeps a copy, and gives no id away twice', async (_, damage) => {
    await killedJournal();
    damage();
    const bytes = existsSync(path(`${JOURNAL_FILE}-wal`)) ? readFileSync(path(`${JOURNAL_FILE}-wal`)) : null;
    const found = await reopened();
    const lost = RECORDS - found.ids.length;
    expect(lost).toBeGreaterThan(50);
    expect(found.ids).toEqual(Array.from({ length: found.ids.length }, (__, index) => index + 1));
    expect(found.damage).toMatchObject({ lostRecords: lost, isKnown: false });
    expect(found.damaged_records).toBe(lost);
    expect(found.next).toBe(RECORDS + 1);
    const copy = found.damage!.copy!;
    expect(existsSync(copy)).toBe(true);
    if (bytes !== null) expect(readFileSync(`${copy}-wal`).equals(bytes)).toBe(true);
    // Told once, copied once; ids still go on.
    const again = await reopened();
    expect(again.damage).toEqual({ lostRecords: lost, isKnown: true, copy: null });
    expect(again.next).toBe(RECORDS + 2);
    expect(copies()).toHaveLength(2);
  });
});

describe('a journal whose file', () => {
  it.each<[string, () => void]>([
    ['was cut in the middle', () => truncateSync(path(), Math.floor(sizeOf(JOURNAL_FILE) / 2))],
    [
      'is another one',
      () => {
        writeFileSync(path(), 'nothing that SQLite knows '.repeat(1_000));
        truncateSync(path(`${JOURNAL_FILE}-wal`), 0);
      },
    ],
  ])('%s is refused with what to do, and left as it is', async (_, damage) => {
    await killedJournal();
    damage();
    const before = readFileSync(path());
    await expect(reopened()).rejects.toThrow(
      /journal\.sqlite is damaged .* move journal\.sqlite and journal\.sqlite-wal/,
    );
    expect(readFileSync(path()).equals(before)).toBe(true);
    expect(existsSync(path(`${JOURNAL_FILE}-wal`))).toBe(true);
    // As the message says.
    for (const end of ['', '-wal', '-shm']) rmSync(path(JOURNAL_FILE + end), { force: true });
    const { next, damage: told } = await reopened();
    expect(next).toBe(RECORDS + 1);
    expect(told).toMatchObject({ lostRecords: RECORDS, isKnown: false });
  });

  it('has flipped bits anywhere: every record is read as it was, told of as lost, or the file is refused', async () => {
    await killedJournal();
    const [file, log] = [readFileSync(path()), readFileSync(path(`${JOURNAL_FILE}-wal`))];
    const outcomes = { whole: 0, told: 0, refused: 0 };
    for (let round = 0; round < 60; round++) {
      for (const name of readdirSync(directory)) rmSync(path(name));
      writeFileSync(path(), file);
      writeFileSync(path(`${JOURNAL_FILE}-wal`), log);
      writeFileSync(path(JOURNAL_MARK_FILE), markOf(RECORDS));
      flip(JOURNAL_FILE, (file.length * (round + 0.5)) / 60 + round);
      try {
        const { ids, damage, skipped, next } = await reopened();
        expect(ids.length + skipped.length + (damage?.lostRecords ?? 0)).toBe(RECORDS);
        expect(next).toBe(RECORDS + 1);
        if (ids.length === RECORDS) outcomes.whole++;
        else outcomes.told++;
      } catch (error) {
        expect((error as Error).message).toMatch(/is damaged/);
        outcomes.refused++;
      }
    }
    // Records of 700 bytes fill the file: most places are in one.
    expect(outcomes.told).toBeGreaterThan(20);
  });
});

function markOf(id: number): string {
  const other = mkdtempSync(join(tmpdir(), 'training-mark-'));
  const file = openJournalFile(other);
  file.mark.note(id);
  file.close();
  const text = readFileSync(join(other, JOURNAL_MARK_FILE), 'latin1');
  rmSync(other, { recursive: true });
  return text;
}
