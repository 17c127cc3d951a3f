import { expect, test } from '@jest/globals';
import { createTheme } from '@grafana/data';
import { manyFrames } from './fixturesOfDashboards';
import { buildLines } from './lines';
import { buildModel } from './model';

const widths = (count: number) => {
  const { curves, sessions } = buildModel(manyFrames(count, 50), 'auto', null);
  return new Set(buildLines(curves, sessions, 0, createTheme()).map(({ width }) => width));
};

test('many curves are drawn thin', () => {
  expect(Math.min(...widths(12))).toBeGreaterThan(1);
  expect(widths(13)).toEqual(new Set([1]));
});
