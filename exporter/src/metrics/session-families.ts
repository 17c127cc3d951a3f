import { gauge, PREFIX, type Family, type Series } from './family.js';
import type { ExposedSession } from './live-sessions.js';
import { SESSION_GAUGES, STATES } from './session-gauges.js';

/** Sessions that fit into the budget, and what was left out. */
interface Chosen {
  readonly sessions: readonly ExposedSession[];
  readonly leftOutSessions: number;
  readonly leftOutSeries: number;
}

/**
 * The families of live sessions, within a budget of series: a session is told whole or not at all.
 * @param sessions In a stable order; those that ask for attention go before the others.
 */
export function sessionFamilies(sessions: readonly ExposedSession[], maximumSeries: number): Family[] {
  const chosen = withinBudget(sessions, maximumSeries);
  return [
    ...SESSION_GAUGES.map((gaugeOfSession, place) => ({
      name: `${PREFIX}session_${gaugeOfSession.name}`,
      help: gaugeOfSession.help,
      type: gaugeOfSession.type,
      series: seriesAt(chosen.sessions, place),
    })),
    gauge(
      'session_info',
      'What a session is, always 1: to be joined with its other series.',
      chosen.sessions.map(({ info }) => ({ labels: info, value: 1 })),
    ),
    gauge('sessions', 'Live sessions by state, those left out by the budget included.', countsByState(sessions)),
    gauge('session_series_limit', 'How many series of sessions an exposition may have.', maximumSeries),
    gauge('session_series', 'Series of sessions in this exposition.', chosen.sessions.reduce(addSeries, 0)),
    gauge('left_out_sessions', 'Live sessions that the limit of series left out.', chosen.leftOutSessions),
    gauge('left_out_series', 'Series of the live sessions that were left out.', chosen.leftOutSeries),
  ];
}

function withinBudget(sessions: readonly ExposedSession[], maximumSeries: number): Chosen {
  const chosen: ExposedSession[] = [];
  let left = maximumSeries;
  let [leftOutSessions, leftOutSeries] = [0, 0];
  for (const attention of ['critical', 'warning', 'info', 'none'] as const) {
    for (const session of sessions) {
      if (session.attention !== attention) continue;
      if (session.series <= left) {
        chosen.push(session);
        left -= session.series;
      } else {
        leftOutSessions++;
        leftOutSeries += session.series;
      }
    }
  }
  return { sessions: chosen, leftOutSessions, leftOutSeries };
}

function seriesAt(sessions: readonly ExposedSession[], place: number): Series[] {
  const series: Series[] = [];
  for (const { labels, values } of sessions) {
    const value = values[place]!;
    if (value !== null) series.push({ labels, value });
  }
  return series;
}

function countsByState(sessions: readonly ExposedSession[]): Series[] {
  const counts = new Map(STATES.map((state) => [state, 0]));
  for (const { state } of sessions) counts.set(state, counts.get(state)! + 1);
  return [...counts].map(([state, value]) => ({ labels: { state }, value }));
}

function addSeries(sum: number, { series }: ExposedSession): number {
  return sum + series;
}
