/** What dashboards do with a loss plot: overrides, bands, long frames, attempts, annotations, wrong data. */
import { describe, expect, test } from '@jest/globals';
import {
  createDataFrame,
  createTheme,
  FieldType,
  ThresholdsMode,
  type DataFrame,
  type FieldConfig,
} from '@grafana/data';
import { annotationMarks } from './annotations';
import { curveFrame, csvFrame, runFrames } from './fixtures';
import {
  annotationFrames,
  attemptFrames,
  bandFrame,
  emptyCellsFrame,
  groupFrames,
  longFrame,
  manyFrames,
  plainBandFrame,
  rankFrames,
  textFrame,
  withoutXFrame,
} from './fixturesOfDashboards';
import { bandAt, hoverAt, nearestRows } from './hover';
import { keyRequest } from './keyboard';
import { legendItems, sortedBy } from './legend';
import { buildLines } from './lines';
import { buildModel } from './model';
import { assignSides, sharedAxisNotice } from './sides';
import { stepsWithin, thresholdsOf } from './thresholds';

const theme = createTheme();
const modelOf = (frames: DataFrame[]) => buildModel(frames, 'auto', null);
const linesOf = (frames: DataFrame[]) => {
  const { curves, sessions } = modelOf(frames);
  return buildLines(curves, sessions, 0, theme);
};
const configured = (config: FieldConfig, frame = csvFrame()) => {
  frame.fields[1]!.config = config;
  return frame;
};
const noOne = () => false;
const wideFrameOf = (metrics: number) =>
  createDataFrame({
    fields: [
      { name: 'step', type: FieldType.number, values: [1, 2] },
      ...Array.from({ length: metrics }, (_, index) => ({
        name: `m_${index}`,
        type: FieldType.number,
        values: [1, 2],
      })),
    ],
  });

describe('field options', () => {
  test('set width, dash, fill and colour', () => {
    const custom = { lineWidth: 4, lineStyle: { fill: 'dash' }, fillOpacity: 20 };
    const [line] = linesOf([configured({ custom, color: { mode: 'fixed', fixedColor: '#ff00ff' } })]);
    expect(line).toMatchObject({ width: 4, dash: [10, 10], fill: 0.2, color: '#ff00ff' });
  });
  test('of no use are left to the panel', () => {
    const [line] = linesOf([configured({ custom: { lineWidth: 'thick', lineStyle: 7, showPoints: 'some' } })]);
    expect(line).toMatchObject({ width: 1.25, dash: [], fill: 0 });
    expect(line?.curve.style.showPoints).toBe('auto');
  });
  test('colour by thresholds: that of the last value', () => {
    const thresholds = {
      mode: ThresholdsMode.Absolute,
      steps: [
        { value: -Infinity, color: '#00ff00' },
        { value: 50, color: '#ff0000' },
      ],
    };
    expect(linesOf([configured({ color: { mode: 'thresholds' }, thresholds })])[0]?.color).toBe('#00ff00');
  });
  test('hide a curve from legend and tooltip', () => {
    const lines = linesOf([configured({ custom: { hideFrom: { viz: false, legend: true, tooltip: true } } })]);
    expect(legendItems(lines, noOne, [], theme).items).toEqual([]);
    expect(hoverAt(lines, 100, 10)).toBeNull();
  });
});

describe('y-axes', () => {
  const withUnits = (...units: Array<string | undefined>) => {
    const { curves } = modelOf(
      units.map((unit, index) => {
        const frame = curveFrame({ metric: `m${index}`, steps: [1, 2], values: [1, 2] });
        frame.fields[2]!.config = unit ? { unit } : {};
        return frame;
      }),
    );
    return [...assignSides(curves).values()];
  };
  test('share one unit', () => expect(withUnits(undefined, 'short', 'none')).toEqual(['y', 'y', 'y']));
  test('a second unit has the right side', () => expect(withUnits(undefined, 'percentunit')).toEqual(['y', 'y2']));
  test('say where one carries a third unit', () => {
    const { curves } = modelOf([configured({ unit: 's' }, wideFrameOf(3)), configured({}, wideFrameOf(1))]);
    expect(sharedAxisNotice(curves)).toBeNull();
    const frame = wideFrameOf(3);
    ['s', 'percent', 'bytes'].forEach((unit, index) => (frame.fields[index + 1]!.config = { unit }));
    expect(sharedAxisNotice(modelOf([frame]).curves)).toBe(
      'Right axis in the unit of m 1; m 2, drawn on it too, in another',
    );
  });
  test('may be chosen', () => {
    const { curves } = modelOf([configured({ custom: { axisPlacement: 'right' } })]);
    expect([...assignSides(curves).values()]).toEqual(['y2']);
  });
});

describe('series that know neither sessions nor losses', () => {
  const series = (seriesIndex?: number) => {
    const frame = createDataFrame({
      refId: 'A',
      fields: [
        { name: 'time', type: FieldType.time, values: [1, 2] },
        { name: `A-series${seriesIndex ?? ''}`, type: FieldType.number, values: [1, 2] },
      ],
    });
    frame.fields[1]!.state = { seriesIndex };
    return frame;
  };
  const classic = theme.visualization.palette.map((color) => theme.visualization.getColorByName(color));
  test("have the colours of Grafana's own panels, undashed", () => {
    const lines = linesOf([series(0), series(1), series(4)]);
    expect(lines.map(({ color }) => color)).toEqual([classic[0], classic[1], classic[4]]);
    expect(lines.every(({ dash }) => dash.length === 0)).toBe(true);
  });
  test('have them in their order where nobody counted', () =>
    expect(linesOf([series(), series()]).map(({ color }) => color)).toEqual(classic.slice(0, 2)));
  test('a session of several metrics has dashes', () => {
    const own = ['accuracy', 'throughput'].map((metric) => curveFrame({ metric, steps: [1, 2], values: [1, 2] }));
    expect(linesOf(own).map(({ dash }) => dash.length > 0)).toEqual([false, true]);
  });
});

test('a field without a name is drawn under the one that Grafana gives it', () => {
  const frame = namelessFrame();
  expect(modelOf([frame]).curves.map(({ name }) => name)).toEqual(['Value']);
});

function namelessFrame(): DataFrame {
  const frame = createDataFrame({
    fields: [
      { name: 'step', type: FieldType.number, values: [1, 2] },
      { name: '', type: FieldType.number, values: [2, 1] },
    ],
  });
  const fields = frame.fields.map((field, index) => (index === 1 ? { ...field, name: undefined as never } : field));
  return { ...frame, fields };
}

describe('thresholds', () => {
  const steps = [
    { value: -Infinity, color: 'green' },
    { value: 50, color: 'red' },
  ];
  const shown = (mode: ThresholdsMode, style: string) =>
    thresholdsOf(
      linesOf([configured({ thresholds: { mode, steps }, custom: { thresholdsStyle: { mode: style } } })]),
      theme,
    );
  test('are not shown unless asked for', () => expect(shown(ThresholdsMode.Absolute, 'off')).toEqual([]));
  test('are lines, areas or both', () =>
    expect(shown(ThresholdsMode.Absolute, 'dashed+area')[0]).toMatchObject({ lines: true, areas: true, dashed: true }));
  test('in percent are of what the axis shows', () =>
    expect(stepsWithin(shown(ThresholdsMode.Percentage, 'line')[0]!, [2, 4]).map(({ value }) => value)).toEqual([
      -Infinity,
      3,
    ]));
});

describe('a curve that stands for several', () => {
  test('is one curve with a band and one item in the legend', () => {
    const { curves } = modelOf(groupFrames());
    expect(curves.map(({ name }) => name)).toEqual([
      'lr 1e-3 · validation loss mean',
      'lr 3e-4 · validation loss mean',
    ]);
    expect(curves[0]!.band!.lower[0]).toBeLessThan(curves[0]!.y[0]!);
    expect(legendItems(linesOf(groupFrames()), noOne, [], theme).items).toHaveLength(2);
  });
  test('tells bounds, how many, and the slowest rank', () => {
    const hover = hoverAt(linesOf(rankFrames()), 300, 10);
    expect(bandAt(hover!.rows[0]!)).toMatchObject({ members: 4, by: 'rank', slowestRank: '2' });
  });
  test('keeps its band when its bounds are hidden with all other fields', () => {
    const frame = bandFrame({ by: 'group', name: 'g', seed: 1, floor: 0.4 });
    for (const field of frame.fields.slice(3)) {
      field.config = { ...field.config, custom: { ...(field.config.custom as object), hideFrom: { viz: true } } };
    }
    expect(modelOf([frame]).curves[0]?.band).not.toBeNull();
  });
  test('without a middle is two curves with the area between', () => {
    const { curves } = modelOf([plainBandFrame()]);
    expect(curves.map(({ name, band }) => [name, band !== null])).toEqual([
      ['p10', false],
      ['p90', true],
    ]);
  });
  test('a bound that is missing is no band', () => {
    const frame = plainBandFrame();
    frame.fields[2]!.config = { custom: { fillBelowTo: 'p50' } };
    expect(modelOf([frame]).curves.every(({ band }) => band === null)).toBe(true);
  });
});

describe('a long frame', () => {
  test('is a curve a rank, also where ranks are numbers', () => {
    const names = ['training loss {rank=0}', 'training loss {rank=1}', 'training loss {rank=2}'];
    expect(modelOf([longFrame()]).curves.map(({ name }) => name)).toEqual(names);
    const numbers = longFrame();
    numbers.fields[1] = {
      ...numbers.fields[1]!,
      type: FieldType.number,
      values: numbers.fields[1]!.values.map(Number),
    };
    expect(modelOf([numbers]).curves.map(({ name }) => name)).toEqual(names);
  });
  test('with a column of metrics is a curve a metric', () => {
    const frame = createDataFrame({
      fields: [
        { name: 'step', type: FieldType.number, values: [1, 1, 2, 2] },
        { name: 'metric', type: FieldType.string, values: ['training_loss', 'accuracy', 'training_loss', 'accuracy'] },
        { name: 'value', type: FieldType.number, values: [2, 0.1, 1, 0.2] },
      ],
    });
    expect(modelOf([frame]).curves.map(({ name, role, y }) => [name, role, ...y])).toEqual([
      ['training loss', 'training', 2, 1],
      ['accuracy', 'other', 0.1, 0.2],
    ]);
  });
  test('words beside each row part nothing', () => {
    const frame = createDataFrame({
      fields: [
        { name: 'step', type: FieldType.number, values: [1, 2, 3] },
        { name: 'note', type: FieldType.string, values: ['a', 'b', 'c'] },
        { name: 'loss', type: FieldType.number, values: [3, 2, 1] },
      ],
    });
    expect(modelOf([frame]).curves.map(({ x }) => x.length)).toEqual([3]);
  });
});

test('what an attempt logged behind the point where the next one resumed is its tail', () =>
  expect(modelOf(attemptFrames()).curves.map(({ tailFrom }) => tailFrom)).toEqual([1_900, 3_700, null]));

test('attempts of one session are told apart by colour, not by dashes', () => {
  const lines = linesOf(attemptFrames());
  expect(new Set(lines.map(({ color }) => color)).size).toBe(3);
  expect(lines.every(({ dash }) => dash.length === 0)).toBe(true);
});

describe('annotations', () => {
  const { curves } = modelOf(runFrames({ session: 'a' }));
  test('stand on a step axis where the session was then', () =>
    expect(annotationMarks(annotationFrames(), curves, 'step').map(({ title, x, to }) => [title, x, to])).toEqual([
      ['Deploy', 1_500, null],
      ['Maintenance', 3_000, 3_600],
      ['Checkpoint', 5_000, null],
    ]));
  test('stand on an axis of time at their time', () =>
    expect(annotationMarks(annotationFrames(), curves, 'time')).toHaveLength(4));
  test('of a session stand in its curves only, at their step', () => {
    const [frame] = annotationFrames();
    const own = createDataFrame({
      fields: [
        ...frame!.fields,
        { name: 'session_id', type: FieldType.string, values: ['a', 'b', 'a', 'a'] },
        { name: 'step', type: FieldType.number, values: [77, 88, null, null] },
      ],
    });
    expect(annotationMarks([own], curves, 'step').map(({ title, x }) => [title, x])).toEqual([
      ['Deploy', 77],
      ['Checkpoint', 5_000],
    ]);
  });
  test('without times in the data there is no place for them', () =>
    expect(annotationMarks(annotationFrames(), modelOf([csvFrame()]).curves, 'step')).toEqual([]));
});

describe('data that can not be drawn', () => {
  test('all values empty', () =>
    expect(modelOf([emptyCellsFrame()]).problem).toBe('training_loss: no values yet, all 10 rows are empty'));
  test('an x without numbers', () => expect(modelOf([withoutXFrame()]).problem).toMatch(/^step holds no number/));
  test('nothing in the time range', () =>
    expect(buildModel(runFrames(), 'auto', null, { within: [0, 1] }).problem).toMatch(/time range/));
  test('numbers as text are read, and what is none is said', () => {
    const { curves, notices } = modelOf([textFrame()]);
    expect(curves[0]?.x.length).toBe(20);
    expect(notices).toEqual(['loss holds its numbers as text, 4 cells such as "n/a" are none']);
  });
  test('without any x rows are counted, and it is said', () => {
    const frame = createDataFrame({ fields: [{ name: 'loss', type: FieldType.number, values: [3, 2, 1] }] });
    expect(modelOf([frame]).notices).toEqual(['No step, epoch or time in the data, drawn over the number of the row']);
  });
});

describe('the time range', () => {
  test('does not limit an axis of steps unless asked to', () => {
    const points = (within: readonly [number, number] | null) =>
      buildModel(runFrames({ strips: false }), 'auto', null, { within }).curves[0]!.x.length;
    const times: number[] = runFrames()[0]!.fields[1]!.values;
    expect([points(null), points([times[10]!, times[19]!])]).toEqual([600, 10]);
  });
});

describe('streaming', () => {
  test('columns of values that did not change are the same objects, in whatever new fields they come', () => {
    const frames = manyFrames(2, 50);
    const again = frames.map((frame) => ({ ...frame, fields: frame.fields.map((field) => ({ ...field })) }));
    const [before, after] = [modelOf(frames), modelOf(again)];
    expect(after.curves.map(({ y }) => y)).toEqual(before.curves.map(({ y }) => y));
    after.curves.forEach(({ y }, index) => expect(y).toBe(before.curves[index]!.y));
  });
  test('values that were changed in place are read again', () => {
    const [frame] = manyFrames(1, 50);
    const before = modelOf([frame!]).curves[0]!.y;
    frame!.fields[2]!.values[49] = 7;
    expect(modelOf([frame!]).curves[0]!.y[49]).toBe(7);
    expect(before[49]).not.toBe(7);
  });
});

describe('two hundred curves', () => {
  const lines = linesOf(manyFrames(200, 20));
  test('have fifty items in a list, all in a table', () => {
    expect(legendItems(lines, noOne, [], theme)).toMatchObject({ omitted: 150 });
    expect(legendItems(lines, noOne, [], theme, 200).items).toHaveLength(200);
  });
  test('of the tooltip those nearest to the cursor stand in it', () => {
    const { rows } = hoverAt(lines, 10, 1)!;
    const near = nearestRows(rows, rows[100]!, 5);
    expect(near).toContain(rows[100]);
    expect(near).toHaveLength(5);
  });
});

test('a click on a column of the legend sorts up, down, and not at all', () => {
  const legend = { showLegend: true, displayMode: 'table', placement: 'right', calcs: [] } as never;
  const up = sortedBy(legend, 'min');
  const down = sortedBy(up, 'min');
  expect([up, down, sortedBy(down, 'min')].map(({ sortBy, sortDesc }) => [sortBy, sortDesc])).toEqual([
    ['min', false],
    ['min', true],
    [undefined, undefined],
  ]);
});

describe('keys', () => {
  const lines = linesOf([
    curveFrame({ metric: 'training_loss', steps: [10, 20, 30], values: [3, 2, 1] }),
    curveFrame({ metric: 'validation_loss', steps: [25], values: [2] }),
  ]);
  const press = (key: string, at: number | null, shift = false) => keyRequest(key, shift, at, lines, [10, 30]);
  test('step from point to point of any curve', () => {
    expect(press('ArrowRight', null)).toEqual({ cursor: 10 });
    expect(press('ArrowRight', 20)).toEqual({ cursor: 25 });
    expect(press('ArrowLeft', 20)).toEqual({ cursor: 10 });
    expect(press('ArrowRight', 30)).toEqual({ cursor: 30 });
  });
  test('jump to the ends, zoom and leave', () => {
    expect(press('End', 20)).toEqual({ cursor: 30 });
    expect(press('+', 20)).toEqual({ view: [15, 25] });
    expect(press('-', 20)).toEqual({ view: null });
    expect(press('Escape', 20)).toBe('leave');
    expect(press('a', 20)).toBeNull();
  });
});
