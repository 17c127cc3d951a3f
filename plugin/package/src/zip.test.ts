import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readZip, writeZip } from './zip.js';

const files = new Map([
  ['app/module.js', Buffer.from('define([], () => ({}));'.repeat(500))],
  ['app/empty', Buffer.alloc(0)],
  ['app/img/größe.png', Buffer.from([0, 255, 137, 80])],
]);

describe('zip archives', () => {
  test('give back the files that were put in', () => {
    expect(readZip(writeZip(files))).toEqual(new Map([...files].sort()));
  });

  test('are the same bytes for the same files in any order', () => {
    expect(writeZip(new Map([...files].reverse()))).toEqual(writeZip(files));
  });

  test('that are cut off, changed or no archive at all are refused', () => {
    const archive = writeZip(files);
    expect(() => readZip(archive.subarray(0, archive.length - 30))).toThrow('is no zip archive, or is cut off');
    expect(() => readZip(Buffer.from('PK'))).toThrow('is no zip archive');
    const changed = Buffer.from(archive);
    const crcOfFirst = changed.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 16;
    changed.writeUInt32LE(7, crcOfFirst);
    expect(() => readZip(changed)).toThrow('has another checksum than it says');
  });

  // An independent reader: Python's, which npm test names as a part of the machine.
  const python = process.env['TRAINING_TEST_PYTHON'];
  (python ? test : test.skip)('are read by Python', () => {
    const folder = mkdtempSync(join(tmpdir(), 'package-'));
    writeFileSync(join(folder, 'a.zip'), writeZip(files));
    const script = `import zipfile; z = zipfile.ZipFile('a.zip'); assert z.testzip() is None; print(*z.namelist(), oct(z.infolist()[0].external_attr >> 16))`;
    const { stdout, stderr } = spawnSync(python!, ['-c', script], { cwd: folder, encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe('app/empty app/img/größe.png app/module.js 0o100644');
  });
});
