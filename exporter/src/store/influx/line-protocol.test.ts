import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DIARY, JOURNEY, START, SUITE_DECLARATIONS, TRAVELLER } from '../suite/store-under-test.js';
import { describeWithInfluxd } from './influxd.test.support.js';
import { entityLine, entityPieces, MeasurementLines } from './line-protocol.js';
import { bodyOf } from './lines.js';
import { decodeName, encodeName, FieldNames } from './names.js';
import { openInflux } from './open.test.support.js';
import { joinText, PART_BYTES, partName, splitText } from './texts.js';
import { timestamp } from './timestamps.js';

/** Names with everything that a line, a query or an escape could trip over. */
const awkward = fc.string({
  unit: fc.oneof(
    fc.constantFrom(' ', ',', '=', '"', "'", '\\', '%', '%5C', '#', '/', ';', ':', '.', '-', '_', '()', '*', '$'),
    fc.constantFrom('\t', '\u0000', '\u0001', '\u007f', 'é', '漢', '🚂', '\u202e', '\u00a0', '\ufeff'),
    fc.constantFrom('time', 'label.', '_metric', '_non_finite', '_part_2', 'SELECT', 'or 1=1'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 2 }),
  ),
  minLength: 1,
  maxLength: 6,
});

describe('names', () => {
  it('stay as they are unless line protocol cannot hold them', () => {
    for (const name of ['train/loss', 'a b', 'x,y=z', 'größe 100%', '50% of "all"'])
      expect(encodeName(name)).toBe(name);
    expect(encodeName('C:\\temp\n')).toBe('C:%5Ctemp%0A');
    expect(encodeName('')).toBe('%FF');
  });

  it('come back, and no two become one', () => {
    const text = fc.oneof(awkward, fc.constantFrom('', '%FF', '%25', '%25FF', '\\', '%5C'));
    fc.assert(fc.property(text, (name) => expect(decodeName(encodeName(name))).toBe(name)));
  });

  it('of fields give way to tags, coordinates, flags and InfluxDB, and come back', () => {
    const names = new FieldNames(new Set(['step', 'rank']));
    expect(names.encode('loss')).toBe('loss');
    expect(['step', 'rank', 'time', 'x_non_finite', 'label.a'].map((name) => names.encode(name))).toEqual([
      'step_metric',
      'rank_metric',
      'time_metric',
      'x_non_finite_metric',
      'label.a_metric',
    ]);
    expect(names.encode('step_metric')).toBe('step_metric_metric');
    expect([names.decode('step'), names.decode('loss_non_finite')]).toEqual([null, null]);
    const field = fc.tuple(fc.constantFrom('step', 'time', 'loss', 'a_non_finite'), fc.nat(3));
    fc.assert(
      fc.property(field, ([base, times]) => {
        const name = base + '_metric'.repeat(times);
        expect(names.decode(names.encode(name))).toBe(name);
      }),
    );
  });
});

describe('timestamps', () => {
  it('are exact nanoseconds, also before 1970', () => {
    const millisecond = fc.integer({ min: -9_223_372_036_854, max: 9_223_372_036_854 });
    fc.assert(
      fc.property(millisecond, fc.integer({ min: 0, max: 999_999 }), (milliseconds, nanoseconds) =>
        expect(BigInt(timestamp(milliseconds, nanoseconds))).toBe(
          BigInt(milliseconds) * 1_000_000n + BigInt(nanoseconds),
        ),
      ),
    );
  });
});

describe('texts', () => {
  const parts = (text: string | null): Record<string, string> =>
    Object.fromEntries(splitText(text).map((part, index) => [partName('text', index + 1), part]));
  const back = (fields: Record<string, string>): string | null =>
    joinText(fields['text']!, (number) => fields[partName('text', number)]);

  it('are split into parts of at most 32 KB, between characters', () => {
    for (const text of ['', 'short', '\u0001', '\u0001null', 'x'.repeat(100_000), '🚂漢é'.repeat(20_000)]) {
      const fields = parts(text);
      for (const part of Object.values(fields)) {
        expect(Buffer.byteLength(part)).toBeLessThanOrEqual(PART_BYTES + 10);
        expect(part.isWellFormed()).toBe(true);
      }
      expect(back(fields)).toBe(text);
    }
    expect(back(parts(null))).toBeNull();
  });

  it('come back when a longer text lay in the same fields before', () => {
    const older = parts('x'.repeat(3 * PART_BYTES));
    expect(back({ ...older, ...parts('short') })).toBe('short');
    expect(back({ ...older, ...parts('y'.repeat(PART_BYTES + 1)) })).toBe('y'.repeat(PART_BYTES + 1));
    expect(back({ ...older, ...parts(null) })).toBeNull();
  });
});

describe('lines', () => {
  const lines = new MeasurementLines(JOURNEY);
  const base = { measurement: JOURNEY.name, milliseconds: START, nanoseconds: 7 };

  it('hold all fields of a row, its coordinates and a flag for what is no number', () => {
    const row = {
      ...base,
      tags: { workspace_id: 'w', traveller: 'Ann B' },
      coordinates: { mile: 3, height: undefined },
    };
    expect(lines.row({ ...row, fields: { pulse: 60.5, 'a b': NaN, mile: -0 } })).toBe(
      'made_up_journey,traveller=Ann\\ B,workspace_id=w pulse=60.5,a\\ b_non_finite="NaN",mile_metric=-0,mile=3 1700000000000000007',
    );
    expect(lines.row({ ...row, fields: {} })).toBeNull();
  });

  it('are the same from columns as from rows', () => {
    const tags = { workspace_id: 'w' };
    const fields = { pulse: [1, Infinity, 3], thirst: [4, 5, 6] };
    const columns = {
      ...base,
      tags,
      from: 1,
      to: 3,
      milliseconds: Float64Array.of(0, START, START + 1),
      nanoseconds: Float64Array.of(0, 5, 6),
      coordinates: { mile: Float64Array.of(9, 1, NaN), height: Float64Array.of(NaN, NaN, NaN) },
      fields: Object.keys(fields).map((name, first) => ({ name, first: 2 + first })),
      stride: 2,
      values: Float64Array.of(1, 4, Infinity, 5, 3, 6),
    };
    const rows = [1, 2].map((place) =>
      lines.row({
        measurement: JOURNEY.name,
        tags,
        milliseconds: START + place - 1,
        nanoseconds: 4 + place,
        coordinates: { mile: place === 1 ? 1 : undefined },
        fields: { pulse: fields.pulse[place]!, thirst: fields.thirst[place]! },
      }),
    );
    expect(bodyOf(lines.columns(columns))).toBe(rows.join('\n'));
  });

  it('are the same from columns as from rows, whatever the numbers', () => {
    const time = fc.oneof(fc.integer({ min: -9e12, max: 9e12 }), fc.integer({ min: -2, max: 2e6 }), fc.constant(START));
    const value = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -0, 2 ** 31, 2 ** 31 - 1, 1e21, 5e-324));
    const row = fc.record({ time, nanoseconds: fc.nat(999_999), pulse: value, thirst: value, mile: value });
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 50 }),
        fc.constantFrom('w', 'wé', '漢 字'),
        (some, workspace_id) => {
          const tags = { workspace_id };
          const column = (name: 'time' | 'nanoseconds' | 'mile') => Float64Array.from(some, (each) => each[name]);
          const written = lines.columns({
            ...{ measurement: JOURNEY.name, tags, from: 0, to: some.length, stride: 2 },
            ...{
              milliseconds: column('time'),
              nanoseconds: column('nanoseconds'),
              coordinates: { mile: column('mile') },
            },
            fields: ['pulse', 'thirst'].map((name, first) => ({ name, first })),
            values: Float64Array.from(some.flatMap(({ pulse, thirst }) => [pulse, thirst])),
          });
          const rows = some.map(({ time: milliseconds, nanoseconds, pulse, thirst, mile }) =>
            lines.row({
              ...{ measurement: JOURNEY.name, tags, milliseconds, nanoseconds },
              ...{ coordinates: { mile }, fields: { pulse, thirst } },
            }),
          );
          expect(bodyOf(written)).toBe(rows.join('\n'));
        },
      ),
    );
  });

  it('of many rows stay together by the thousand', () => {
    const zeros = new Float64Array(2_500);
    const blocks = lines.columns({
      ...{ measurement: JOURNEY.name, tags: { workspace_id: 'w' }, from: 0, to: 2_500, stride: 1, coordinates: {} },
      ...{ milliseconds: zeros, nanoseconds: zeros, fields: [{ name: 'pulse', first: 0 }], values: zeros },
    });
    expect(blocks.map(({ count }) => count)).toEqual([1_000, 1_000, 500]);
    expect(bodyOf(blocks).split('\n')).toHaveLength(2_500);
  });

  it('of entities say for each field what it is, a missing value too', () => {
    const pieces = entityPieces(TRAVELLER, { name: 'A"n\\n', age: null, ready: true, luggage: { bags: 2 } });
    expect(entityLine(TRAVELLER, ['w', 'ann'], new Map(pieces).values())).toBe(
      'made_up_traveller,traveller_id=ann,workspace_id=w entity_present=true,name="A\\"n\\\\n",age_non_finite="null",ready="true",luggage="{\\"bags\\":2}" 0',
    );
    expect(entityPieces(TRAVELLER, { age: 5 })).toEqual([['age', 'age=5,age_non_finite=""']]);
  });
});

describeWithInfluxd('lines on influxd 1.x', (influxd) => {
  it('are read back as they were written, whatever names and texts hold', async () => {
    const store = await openInflux(influxd.settings(), SUITE_DECLARATIONS);
    let number = 0;
    try {
      await fc.assert(
        fc.asyncProperty(awkward, awkward, awkward, awkward, awkward, async (tag, field, label, labelValue, text) => {
          const traveller = `${tag}${++number}`;
          const tags = { workspace_id: 'w', traveller, [`label.${label}`]: labelValue };
          const at = { milliseconds: START, nanoseconds: 3 };
          store.writer.applyRows(traveller, number, [
            { measurement: JOURNEY.name, tags, ...at, coordinates: { mile: 1 }, fields: { [field]: 1.5 } },
            { measurement: DIARY.name, tags, ...at, coordinates: {}, fields: { title: text } },
          ]);
          const filter = { workspace_id: ['w'], traveller: [traveller], [`label.${label}`]: [labelValue] };
          const [series, ...others] = await store.reader.series({ measurement: JOURNEY.name, tags: filter });
          expect(others).toEqual([]);
          expect(series).toMatchObject({ tags, field, total: 1 });
          const named = await store.reader.series({ measurement: JOURNEY.name, tags: filter, fields: [field] });
          expect(Array.from(named[0]?.values ?? [])).toEqual([1.5]);
          const rows = await store.reader.rows({ measurement: DIARY.name, tags: filter, limit: 10 });
          expect(rows).toEqual([{ tags, milliseconds: START, fields: { title: text } }]);
        }),
        { numRuns: 40 },
      );
    } finally {
      await store.close();
    }
  }, 60_000);

  it('read whole series page by page, also where many points share a millisecond', async () => {
    const store = await openInflux(influxd.settings(), SUITE_DECLARATIONS);
    try {
      const tags = { workspace_id: 'w', traveller: 'ann' };
      const count = 25_000;
      const rows = Array.from({ length: count }, (_, index) => ({
        measurement: JOURNEY.name,
        tags,
        // 12,000 points of the first millisecond, 12,000 of the next one, ...
        milliseconds: START + Math.floor(index / 12_000),
        nanoseconds: index % 12_000,
        coordinates: { mile: index },
        fields: { pulse: index },
      }));
      store.writer.applyRows('ann', 1, rows);
      const filter = { workspace_id: ['w'], traveller: ['ann'] };
      const [series] = await store.reader.series({ measurement: JOURNEY.name, tags: filter });
      expect(series!.total).toBe(count);
      expect(series!.values.every((value, index) => value === index)).toBe(true);
    } finally {
      await store.close();
    }
  }, 60_000);
});
