/** Frames by name that a panel can be shown with: the panels' own fixtures. */
import type { DataFrame, FieldConfigSource } from '@grafana/data';
import * as curves from '../../../src/panels/loss-plot/fixtures';
import * as dashboards from '../../../src/panels/loss-plot/fixturesOfDashboards';
import * as progress from '../../../src/panels/training-progress/fixtures';

export const FIXTURES: Readonly<Record<string, Record<string, () => DataFrame[]>>> = {
  'shadower-lossplot-panel': {
    healthy: () => curves.runFrames(),
    overfitting: curves.overfittingFrames,
    diverged: curves.divergedFrames,
    gaps: curves.gapFrames,
    several: () => curves.severalRuns(3),
    many: () => curves.severalRuns(10),
    resumed: curves.resumedFrames,
    csv: () => [curves.csvFrame()],
    wide: () => [curves.wideFrame()],
    'one point': curves.onePointFrames,
    'only NaN': () => [curves.allNaNFrame()],
    words: () => [curves.wordsFrame()],
    nothing: () => [],
    overrides: () => [dashboards.csvOfFour()],
    groups: dashboards.groupFrames,
    ranks: dashboards.rankFrames,
    'plain band': () => [dashboards.plainBandFrame()],
    attempts: dashboards.attemptFrames,
    long: () => [dashboards.longFrame()],
    text: () => [dashboards.textFrame()],
    'empty cells': () => [dashboards.emptyCellsFrame()],
    'no x': () => [dashboards.withoutXFrame()],
    'a million': () => [curves.millionFrame()],
    'fifty curves': () => dashboards.manyFrames(50),
    'two hundred frames': () => dashboards.manyFrames(200),
  },
  'shadower-trainingprogress-panel': {
    one: () => progress.sessionFrames(1),
    several: () => progress.sessionFrames(12),
    many: () => progress.sessionFrames(200),
    'ten thousand': () => progress.sessionFrames(10_000),
    'a million': () => [progress.millionFrame()],
    scheduler: () => [progress.csvFrame()],
    'no state': () => [progress.csvFrame('session_id,loss\na,1')],
    nothing: () => [],
  },
};

/** Field options that a fixture is shown with, as a dashboard would store them. */
export const FIELD_CONFIGS: Readonly<Partial<Record<string, FieldConfigSource>>> = {
  overrides: dashboards.SIX_OVERRIDES,
  scheduler: progress.SIX_OVERRIDES,
};

/** Annotations by name, for any fixture: `&annotations=three`. */
export const ANNOTATIONS: Readonly<Partial<Record<string, () => DataFrame[]>>> = {
  three: dashboards.annotationFrames,
};
