import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DIARY, SUITE_DECLARATIONS, TRAVELLER, tagsOf } from '../suite/store-under-test.js';
import { DATABASE_FILE, openDatabase } from './database.js';
import { migrate, schemaVersion, type Migration } from '../../sqlite/migrate.js';
import { openEmbedded } from './open-for-tests.js';

let directory: string;
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'training-database-'))));
afterEach(() => rmSync(directory, { recursive: true }));

describe('openDatabase', () => {
  it('makes an empty file the newest version, durable on every commit', () => {
    const database = openDatabase(directory);
    const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get()!)[0];
    expect(schemaVersion(database)).toBe(2);
    expect([pragma('journal_mode'), pragma('synchronous'), pragma('page_size')]).toEqual(['wal', 2, 32_768]);
    database.close();
  });

  it('refuses the file of a newer exporter, and gives the directory free again', () => {
    const newer = new DatabaseSync(join(directory, DATABASE_FILE));
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    for (let round = 0; round < 2; round++) {
      expect(() => openDatabase(directory)).toThrow(
        /has version 99 and this exporter knows versions up to 2: start the newer exporter/,
      );
    }
  });
});

describe('migrate', () => {
  const first: Migration = {
    to: 1,
    up: (database) => database.exec('CREATE TABLE facts (id INTEGER PRIMARY KEY, text)'),
  };
  const second: Migration = {
    to: 2,
    up: (database) => database.exec(`ALTER TABLE facts ADD COLUMN length; UPDATE facts SET length = length(text)`),
  };
  const broken: Migration = {
    to: 3,
    up: (database) => {
      database.exec('DELETE FROM facts');
      throw new Error('power cut');
    },
  };
  const open = () => new DatabaseSync(join(directory, 'old.sqlite'));

  it('brings an older file with its content to the newest version', () => {
    const old = open();
    migrate(old, [first]);
    old.exec(`INSERT INTO facts (text) VALUES ('one'), ('three')`);
    old.close();
    const database = open();
    migrate(database, [first, second]);
    expect(schemaVersion(database)).toBe(2);
    expect(
      database
        .prepare('SELECT length FROM facts')
        .all()
        .map((row) => row['length']),
    ).toEqual([3, 5]);
    migrate(database, [first, second]);
    database.close();
  });

  it('leaves a file as it was when a step fails', () => {
    const database = open();
    migrate(database, [first]);
    database.exec(`INSERT INTO facts (text) VALUES ('one')`);
    expect(() => migrate(database, [first, second, broken])).toThrow('power cut');
    expect(schemaVersion(database)).toBe(1);
    expect(
      database
        .prepare('SELECT * FROM facts')
        .all()
        .map((row) => ({ ...row })),
    ).toEqual([{ id: 1, text: 'one' }]);
    database.close();
  });
});

describe('declared tables', () => {
  it('take up kinds and fields that a newer exporter declares', async () => {
    const older = {
      measurements: [{ ...DIARY, fields: { title: { type: 'string' as const } } }],
      entities: [{ ...TRAVELLER, fields: { name: { type: 'string' as const } } }],
    };
    let store = openEmbedded(older, {}, directory);
    const row = { measurement: DIARY.name, tags: tagsOf('ann'), milliseconds: 1, nanoseconds: 0, coordinates: {} };
    store.writer.applyRows('ann', 1, [{ ...row, fields: { title: 'old' } }]);
    store.writer.applyEntities('ann', 1, [{ kind: TRAVELLER.kind, key: ['w', 'ann'], fields: { name: 'Ann' } }]);
    store = await store.reopen('close', SUITE_DECLARATIONS);
    store.writer.applyRows('ann', 2, [{ ...row, fields: { title: 'new', count: 2 } }]);
    store.writer.applyEntities('ann', 2, [{ kind: TRAVELLER.kind, key: ['w', 'ann'], fields: { age: 3 } }]);
    const rows = await store.reader.rows({ measurement: DIARY.name, tags: {}, limit: 9 });
    expect(rows.map((one) => one.fields)).toEqual([{ title: 'new', count: 2 }, { title: 'old' }]);
    expect(await store.reader.entity(TRAVELLER.kind, ['w', 'ann'])).toMatchObject({ name: 'Ann', age: 3 });
    store = await store.reopen('close');
    await store.reader.close();
  });
});
