/** Frames by name that a panel can be shown with: the panels' own fixtures. */
import type { DataFrame } from '@grafana/data';
import * as curves from '../../../src/panels/loss-plot/fixtures';
import { sessions, sessionsFrame } from '../../../src/panels/training-progress/fixtures';

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
  },
  'shadower-trainingprogress-panel': {
    one: () => [sessionsFrame(sessions(1))],
    several: () => [sessionsFrame(sessions(12))],
    many: () => [sessionsFrame(sessions(200))],
    nothing: () => [],
  },
};
