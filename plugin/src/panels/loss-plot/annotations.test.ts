/** Annotations: whose they are, what has room, and what the tooltip says of them. */
import { describe, expect, test } from '@jest/globals';
import { createDataFrame, FieldType } from '@grafana/data';
import { annotationsNear, layoutAnnotations } from './annotationLayout';
import { annotationMarks, type AnnotationMark } from './annotations';
import { annotationWords } from './annotationWords';
import { csvFrame, runFrames } from './fixtures';
import { buildModel } from './model';

const curvesOf = (frames: Parameters<typeof buildModel>[0]) => buildModel(frames, 'auto', null).curves;
const two = curvesOf([...runFrames({ session: 'a', strips: false }), ...runFrames({ session: 'b', strips: false })]);
const BEGIN = Date.UTC(2026, 10, 20, 8, 0, 0);

/** As Grafana hands annotations on: it drops session_id and step. */
const tagged = (...tags: string[][]) => [
  createDataFrame({
    fields: [
      { name: 'time', type: FieldType.time, values: tags.map((_, index) => BEGIN + 900 * (100 * index + 100)) },
      { name: 'title', type: FieldType.string, values: tags.map(() => 'Evaluation') },
      { name: 'tags', type: FieldType.other, values: tags },
    ],
  }),
];

const mark = (x: number, more: Partial<AnnotationMark> = {}): AnnotationMark => ({
  kind: 'annotation',
  x,
  to: null,
  color: 'purple',
  title: 'Evaluation',
  text: '',
  tags: [],
  session: 'a',
  ...more,
});

describe('an annotation', () => {
  test('whose tag is a session is about that one, and shows no tag', () =>
    expect(annotationMarks(tagged(['evaluation_start', 'b']), two, 'step')).toMatchObject([
      { x: 100, session: 'b', tags: [] },
    ]));
  test('of a session that is not drawn is not drawn', () => {
    expect(annotationMarks(tagged(['evaluation_start', 'c']), two, 'step')).toEqual([]);
    expect(annotationMarks(tagged(['evaluation_start', 'c']), two, 'time')).toEqual([]);
  });
  test("with other tags is about all: one place in each session's steps, one in time", () => {
    expect(annotationMarks(tagged(['deploy', 'prod']), two, 'step').map(({ session }) => session)).toEqual(['a', 'b']);
    expect(annotationMarks(tagged(['deploy', 'prod']), two, 'time')).toMatchObject([{ tags: ['deploy', 'prod'] }]);
  });
  test('of any session is drawn over time where the data know no sessions', () =>
    expect(annotationMarks(tagged(['failure', 'c']), curvesOf([csvFrame()]), 'time')).toHaveLength(1));
});

describe('room on the plot', () => {
  const at = (marks: AnnotationMark[], width = 400) => layoutAnnotations(marks, (x) => x, width);
  test('those that stand close have one sign', () =>
    expect(at([mark(0), mark(5), mark(11), mark(30)]).groups.map(({ left, right }) => [left, right])).toEqual([
      [0, 11],
      [30, 30],
    ]));
  test('few have lines, many have none', () => {
    const every = (pixels: number) => Array.from({ length: 400 / pixels }, (_, index) => mark(index * pixels));
    expect([at(every(50)).hasRoom, at(every(20)).hasRoom]).toEqual([true, false]);
  });
  test('the rarest colour of a group is seen', () =>
    expect(at([mark(0), mark(2), mark(4, { color: 'red' }), mark(6)]).groups[0]?.color).toBe('red'));
  test('regions are cut to the plot, short ones are points', () => {
    const { regions } = at([mark(-50, { to: 100 }), mark(200, { to: 203 }), mark(500, { to: 600 })]);
    expect(regions.map(({ left, right }) => [left, right])).toEqual([[0, 100]]);
  });
  test('the nearest to the cursor comes first', () => {
    const layout = at([mark(10), mark(14), mark(80, { to: 120 })]);
    expect(annotationsNear(layout, 13, 6).map(({ left }) => left)).toEqual([14, 10]);
    expect(annotationsNear(layout, 100, 6).map(({ left }) => left)).toEqual([80]);
  });
});

describe('words', () => {
  const names = new Map([
    ['a', 'run a'],
    ['b', 'run b'],
  ]);
  test('join what says the same of the same session', () =>
    expect(
      annotationWords([mark(1), mark(2, { session: 'b' }), mark(3)], names).map(({ text, session, count }) => [
        text,
        session,
        count,
      ]),
    ).toEqual([
      ['Evaluation', 'run a', 2],
      ['Evaluation', 'run b', 1],
    ]));
  test('name no session where there is only one', () =>
    expect(annotationWords([mark(1)], new Map([['a', 'run a']]))[0]?.session).toBeNull());
});
