import { expect, test } from '@jest/globals';
import { createTheme } from '@grafana/data';
import { describePlot, describeZoom } from './description';
import { curveFrame, divergedFrames, overfittingFrames, severalRuns } from './fixtures';
import { buildLines } from './lines';
import { buildMarks } from './marks';
import { buildModel } from './model';

const all = { showBest: true, showEarlyStop: true, showOverfitting: true, showAttempts: true };

const wordsOf = (frames: Parameters<typeof buildModel>[0]) => {
  const { curves, sessions, xKind } = buildModel(frames, 'auto', /rate|norm/);
  const lines = buildLines(curves, sessions, 0, createTheme());
  return describePlot(lines, buildMarks(curves, xKind, 'utc', all), xKind, 'utc').map(({ text }) => text);
};

test('each curve is told with its points, its extent and its last value', () =>
  expect(wordsOf([curveFrame({ metric: 'training_loss', steps: [1, 2, 4], values: [3, null, 0.25] })])).toContain(
    'training loss: 2 points, step 1 to step 4, last value 0.25',
  ));

test('overfitting and the best value are told', () => {
  const words = wordsOf(overfittingFrames()).join('\n');
  expect(words).toMatch(/overfitting from step [\d,]+ to step 6,000/);
  expect(words).toMatch(/validation loss: best [\d.]+ at step/);
});

test('values that are not finite are counted, and where they are', () => {
  const words = wordsOf(divergedFrames()).join('\n');
  expect(words).toContain('76 not finite');
  expect(words).toContain('training loss: NaN or infinite from step 2,250 to step 3,000');
});

test('of several sessions each mark says whose it is', () =>
  expect(wordsOf(severalRuns(2)).filter((text) => /^(aurora|birch): .*best/.test(text))).toHaveLength(2));

test('nobody listens to a hundred curves', () => {
  const words = wordsOf(severalRuns(40));
  expect(words.length).toBeLessThan(70);
  expect(words).toContain('and 50 more curves');
});

test.each([
  ['step', [99.6, 300.2], 'Zoomed to steps 100 to 300'],
  ['step', [1_499.7, 3_000], 'Zoomed to steps 1,500 to 3,000'],
  ['epoch', [0.50012, 2.25], 'Zoomed to epochs 0.5 to 2.25'],
  ['epoch', [3, 3.0125], 'Zoomed to epochs 3 to 3.013'],
  ['tokens', [1_000.4, 2_000_000], 'Zoomed to 1,000 to 2M tokens'],
  ['relative_time', [60, 7_200], 'Zoomed to 1 min to 2 h 00 min'],
  ['metric', [-0.5, 0.5], 'Zoomed to x from -0.5 to 0.5'],
] as const)('what a reader zoomed to is told: %s %j', (kind, range, words) =>
  expect(describeZoom(range, kind, 'utc')).toBe(words),
);
