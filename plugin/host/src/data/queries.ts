/** What the page asks the datasource, in the datasource's own query model. Pure. */
import { dateTime, type TimeRange } from '@grafana/data';
import type { TrainingQuery } from '../../../src/datasource/query';
import type { PageState } from '../state/address';
import type { XAxis } from '../state/view';

/** Sessions in the list; beyond, the panel says that it is cut. */
const MOST_LISTED = 500;

/** Everything up to now: a newcomer has no time picker to set wrong. */
export const allTime = (now: number): TimeRange => {
  const from = dateTime(0);
  return { from, to: dateTime(now), raw: { from, to: 'now' } };
};

export const sessionsTarget = ({ workspace, agent }: Omit<PageState, 'sessions'>): TrainingQuery => ({
  refId: 'sessions',
  version: 1,
  kind: 'sessions',
  workspace,
  agents: agent ? [agent] : [],
  limit: MOST_LISTED,
});

/** One session, wherever it stands: the list may end before it. */
export const sessionTarget = (session: string, workspace: string | undefined): TrainingQuery => ({
  refId: 'session',
  version: 1,
  kind: 'sessions',
  workspace,
  sessions: [session],
});

/** What a session was started with. */
export const configurationTarget = (session: string, workspace: string | undefined): TrainingQuery => ({
  refId: 'configuration',
  version: 1,
  kind: 'progress',
  part: 'configuration',
  workspace,
  sessions: [session],
});

export interface CurvesQuestion {
  sessions: readonly string[];
  metrics: readonly string[];
  workspace: string | undefined;
  x: XAxis;
  /** Whether the range of the panel limits the curves; else they are shown whole. */
  zoomed: boolean;
}

export const curvesTarget = ({ sessions, metrics, workspace, x, zoomed }: CurvesQuestion): TrainingQuery => ({
  refId: 'curves',
  version: 1,
  kind: 'series',
  workspace,
  sessions: [...sessions],
  metrics: [...metrics],
  x,
  range: zoomed ? 'dashboard' : 'session',
});
