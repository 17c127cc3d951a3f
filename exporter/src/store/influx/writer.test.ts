import { afterEach, describe, expect, it } from '@jest/globals';
import { JOURNEY, point, points, SUITE_DECLARATIONS, tagsOf, TRAVELLER, valuesOf } from '../suite/store-under-test.js';
import { FakeInflux, type FakeAnswer, type SeenRequest } from './fake-influx.test.support.js';
import { describeWithInfluxd } from './influxd.test.support.js';
import { CHECK_LINE } from './line-sender.js';
import { openInfluxReader, openInfluxWriter, prepareInflux, type OpenedInfluxWriter } from './open.js';
import { QuarantineInMemory } from './open.test.support.js';
import type { SendPolicy } from './send-policy.js';

const ann = tagsOf('ann');
const ofAnn = { workspace_id: ['w'], traveller: ['ann'] };
const change = (age: number) => [{ kind: TRAVELLER.kind, key: ['w', 'ann'], fields: { age } }];

const isDeletion = (query: URLSearchParams, body: string): boolean =>
  (query.get('q') ?? new URLSearchParams(body).get('q') ?? '').startsWith('DELETE');

describe('the InfluxDB store while InfluxDB is away', () => {
  let fake: FakeInflux;
  let opened: OpenedInfluxWriter;
  let away = false;
  let refusesDeletions = false;
  afterEach(async () => {
    await opened.writer.abandon();
    opened.close();
    await fake.stop();
    away = false;
    refusesDeletions = false;
  });

  async function open(policy: Partial<SendPolicy> = {}): Promise<SeenRequest[]> {
    const answer = ({ path, query, body }: SeenRequest): FakeAnswer => {
      if (away) return { status: 503, body: { error: 'away' } };
      if (refusesDeletions && isDeletion(query, body)) return { status: 401, body: { error: 'who?' } };
      if (path === '/ping') return { status: 204, headers: { 'X-Influxdb-Version': '1.8.10' } };
      return path === '/query' ? { status: 200, body: { results: [{ statement: query.get('q') }] } } : { status: 204 };
    };
    fake = await FakeInflux.start(answer);
    const ready = await prepareInflux(fake.settings);
    opened = await openInfluxWriter(ready, SUITE_DECLARATIONS, {
      exporter: 'e',
      quarantine: new QuarantineInMemory(),
      policy,
    });
    return fake.seen;
  }

  it('covers nothing before InfluxDB has it, and all once it is back', async () => {
    await open();
    const { writer } = opened;
    away = true;
    writer.applyRows(
      'ann',
      1,
      points(ann, 0, 100, (mile) => mile),
    );
    writer.applyEntities('ann', 1, change(1));
    writer.release('ann');
    await new Promise((resolve) => setTimeout(resolve, 100));
    writer.applyRows(
      'ann',
      2,
      points(ann, 100, 200, (mile) => mile),
    );
    expect([writer.coveredThrough('ann'), writer.oldestUncovered()]).toEqual([0, 1]);
    away = false;
    await writer.flushed();
    expect([writer.coveredThrough('ann'), writer.oldestUncovered()]).toEqual([2, Infinity]);
    expect(opened.sender.statistics().retries).toBeGreaterThan(0);
  });

  it('says that a deletion was refused, goes on writing, and deletes when it is asked for again', async () => {
    const problems: string[] = [];
    const seen = await open({ onProblem: (problem) => problems.push(problem) });
    const { writer } = opened;
    const rows = [{ measurement: JOURNEY.name, tags: { workspace_id: 'w', traveller: 'ann' } }];
    refusesDeletions = true;
    await expect(writer.replace('ann', 1, { rows, entities: [] })).rejects.toThrow(/who\?/);
    // The record that asked for it must be replayed.
    expect(writer.coveredThrough('ann')).toBe(0);
    expect(problems.join()).toMatch(/points were not deleted/);
    writer.applyRows(
      'ben',
      2,
      points(tagsOf('ben'), 0, 10, (mile) => mile),
    );
    await writer.flushed();
    expect(writer.coveredThrough('ben')).toBe(2);
    refusesDeletions = false;
    const before = seen.length;
    await writer.replace('ann', 1, { rows, entities: [] });
    expect(seen.slice(before).filter(({ query, body }) => isDeletion(query, body))).toHaveLength(1);
    expect(writer.coveredThrough('ann')).toBe(1);
  });

  it('announces a deletion before it, and covers what asked for it after', async () => {
    const seen = await open();
    const { writer } = opened;
    const rows = [{ measurement: JOURNEY.name, tags: { workspace_id: 'w', traveller: 'ann' } }];
    const before = seen.length;
    const replaced = writer.replace('ann', 7, { rows, entities: [], announced: change(3) });
    // Whoever reads from now on waits for it.
    await writer.flushed();
    const sent = (): string[] =>
      seen
        .slice(before)
        .map(({ query, body }) => query.get('q') ?? new URLSearchParams(body).get('q') ?? body)
        .filter((text) => !text.startsWith('exporter_check'));
    expect(sent()).toEqual([
      expect.stringMatching(/^made_up_traveller,.*age=3/),
      expect.stringMatching(/^DELETE FROM "made_up_journey"/),
    ]);
    await replaced;
    expect(sent()).toHaveLength(3);
    expect(writer.coveredThrough('ann')).toBe(7);
  });

  it('closes in time, and leaves the rest to the journal', async () => {
    const problems: string[] = [];
    await open({ closeMilliseconds: 50, onProblem: (problem) => problems.push(problem) });
    away = true;
    opened.writer.applyRows(
      'ann',
      1,
      points(ann, 0, 10, (mile) => mile),
    );
    await opened.writer.close();
    expect(opened.writer.oldestUncovered()).toBe(1);
    expect(problems).toEqual([expect.stringContaining('closed before InfluxDB had everything')]);
  });

  it('sends points ahead of a partition that is not ready, and covers it later', async () => {
    let ready = false;
    const seen = await open({ beforeSend: () => ready });
    const { writer } = opened;
    writer.applyRows('ann', 1, [point(ann, 1, { pulse: 1 })]);
    writer.applyEntities('ann', 1, change(1));
    await writer.flushed();
    const bodies = () =>
      seen.filter(({ path, body }) => path === '/write' && body !== CHECK_LINE).map(({ body }) => body);
    expect(bodies()).toEqual([expect.stringContaining('pulse=1')]);
    expect(writer.coveredThrough('ann')).toBe(0);
    ready = true;
    await writer.flushed();
    expect(bodies()[1]).toMatch(/^made_up_traveller,.*,age=1,.*\nexporter_coverage,exporter=e records=.* 1$/s);
    expect(writer.coveredThrough('ann')).toBe(1);
  });
});

describeWithInfluxd('the InfluxDB store on influxd 1.x', (influxd) => {
  const open = async (exporter: string, settings = influxd.settings(), policy: Partial<SendPolicy> = {}) => {
    const ready = await prepareInflux(settings);
    const quarantine = new QuarantineInMemory();
    const { writer, close } = await openInfluxWriter(ready, SUITE_DECLARATIONS, { exporter, quarantine, policy });
    return {
      ready,
      settings,
      writer,
      close,
      reader: openInfluxReader(ready, SUITE_DECLARATIONS, () => writer.flushed()),
    };
  };

  it('keeps apart what several exporters have covered, and joins what they write', async () => {
    const one = await open('one');
    const two = await open('two', one.settings);
    one.writer.applyRows(
      'ann',
      5,
      points(ann, 0, 10, (mile) => mile),
    );
    one.writer.applyEntities('ann', 5, [{ kind: TRAVELLER.kind, key: ['w', 'ann'], fields: { name: 'Ann', age: 1 } }]);
    await one.writer.flushed();
    two.writer.applyRows(
      'ann',
      3,
      points(ann, 5, 20, (mile) => mile),
    );
    two.writer.applyEntities('ann', 3, change(2));
    await two.writer.flushed();
    for (const { reader } of [one, two]) {
      const [series] = await reader.series({ measurement: JOURNEY.name, tags: ofAnn });
      expect(valuesOf(series)).toEqual(Array.from({ length: 20 }, (_, index) => index));
      expect(await reader.entity(TRAVELLER.kind, ['w', 'ann'])).toMatchObject({ name: 'Ann', age: 2 });
    }
    const again = [await open('one', one.settings), await open('two', one.settings), await open('three', one.settings)];
    expect(again.map(({ writer }) => writer.coveredThrough('ann'))).toEqual([5, 3, 0]);
    for (const { close } of [one, two, ...again]) close();
  });

  it('loses and doubles nothing while influxd is killed again and again', async () => {
    const { writer, reader, close } = await open('one');
    let applied = 0;
    for (let round = 0; round < 4; round++) {
      const killed = new Promise((resolve) => setTimeout(resolve, 20 + 15 * round)).then(() => influxd.kill9());
      for (let record = 0; record < 20; record++) {
        const next = applied + 200;
        writer.applyRows(
          'ann',
          next,
          points(ann, applied, next, (mile) => mile),
        );
        writer.applyEntities('ann', next, change(next));
        writer.settle();
        applied = next;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await killed;
      // Where all of a round was written before the kill, nothing is uncovered.
      const oldest = writer.oldestUncovered();
      expect(oldest <= applied || writer.coveredThrough('ann') === applied).toBe(true);
      await influxd.restart();
      await writer.flushed();
      expect(writer.coveredThrough('ann')).toBe(applied);
    }
    const [series] = await reader.series({ measurement: JOURNEY.name, tags: ofAnn });
    expect(series!.total).toBe(applied);
    expect(series!.values.every((value, index) => value === index)).toBe(true);
    expect(await reader.entity(TRAVELLER.kind, ['w', 'ann'])).toMatchObject({ age: applied });
    await writer.close();
    close();
  }, 60_000);

  it('puts rows of coverage together when there are many, and forgets what the journal has trimmed', async () => {
    let first = 0;
    const policy = { firstRecord: () => first };
    const { writer, close, settings, ready } = await open('one', influxd.settings(), policy);
    for (let record = 1; record <= 1_005; record++) {
      writer.applyRows(record <= 10 ? 'early' : `p${record % 7}`, record, []);
      first = record - 50;
      await writer.flushed();
    }
    const [rows] = await ready.connection.query(
      ready.databases.entities,
      'SELECT count(records) FROM exporter_coverage',
    );
    expect(rows!.values[0]![1]).toBeLessThan(20);
    const again = await open('one', settings, policy);
    expect(again.writer.coveredThrough('early')).toBe(0);
    expect([0, 1, 2, 3, 4, 5, 6].map((number) => again.writer.coveredThrough(`p${number}`))).toEqual([
      1_001, 1_002, 1_003, 1_004, 1_005, 999, 1_000,
    ]);
    close();
    again.close();
  }, 60_000);
});
