import { describe, expect, it } from '@jest/globals';
import { CANONICAL_METRICS, type SessionSummary } from '@shadower-training/contract';
import { summaryOf } from '../api/api.test.support.js';
import type { NewestValues } from '../threads/writer-protocol.js';
import { LiveSessions, type ExposedSession } from './live-sessions.js';
import { SESSION_GAUGES } from './session-gauges.js';
import { sessionFamilies } from './session-families.js';
import { PREFIX, type Family } from './family.js';

function exposed(...parts: (Partial<SessionSummary> & { newest?: NewestValues })[]): ExposedSession[] {
  const sessions = new LiveSessions({ finished: 1_000, unfinished: 1_000 });
  for (const [place, { newest = {}, ...part }] of parts.entries()) {
    sessions.note({ sessions: [summaryOf({ session_id: `s${place}`, ...part })], metrics: [newest] }, 0);
  }
  return sessions.current(null, 0);
}

/** The series of a family by its name behind the prefix. */
function seriesOf(families: readonly Family[], name: string): Family['series'] {
  return families.find((family) => family.name === PREFIX + name)!.series;
}

const LABELS = { workspace: 'default', agent: 'agent', session_id: 's0' };
const valueOf = (families: readonly Family[], name: string) => seriesOf(families, `session_${name}`)[0]?.value;

describe('the series of a session', () => {
  it('carry workspace, agent and session alone, the rest stands once beside them', () => {
    const families = sessionFamilies(
      exposed({ name: 'a run', group: 'sweep', tags: { owner: 'ops', secret: 'x' }, environment: { host: 'h' } }),
      1_000,
    );
    for (const { name, series } of families) {
      if (!name.startsWith(`${PREFIX}session_`) || name.endsWith('_info') || series.length === 0) continue;
      if (!name.startsWith(`${PREFIX}session_series`)) expect([name, series[0]!.labels]).toEqual([name, LABELS]);
    }
    expect(seriesOf(families, 'session_info')).toEqual([
      {
        labels: {
          ...LABELS,
          name: 'a run',
          group: 'sweep',
          objective: 'validation_loss',
          direction: 'minimize',
          owner: 'ops',
          host: 'h',
          url: 'http://127.0.0.1:4319/',
        },
        value: 1,
      },
    ]);
  });

  it('are in base units, times as seconds since 1970', () => {
    const families = sessionFamilies(
      exposed({
        started_at: '1970-01-01T00:01:00.500Z',
        resource_usage: { gpu_hours: 2, memory_peak_gb: 3, compute_cost_usd: 1, training_time_hours: 0.5 },
        training_cost_usd: 1,
        step_seconds: 0.25,
        objective_value: 'NaN',
        newest: { gpu_utilization_percent: 50, validation_accuracy: 0.9, training_loss: Infinity },
      }),
      1_000,
    );
    expect(valueOf(families, 'started_timestamp_seconds')).toBe(60.5);
    expect(valueOf(families, 'gpu_seconds')).toBe(7_200);
    expect(valueOf(families, 'memory_peak_bytes')).toBe(3e9);
    expect(valueOf(families, 'active_seconds')).toBe(1_800);
    expect(valueOf(families, 'cost_usd')).toBe(1);
    expect(valueOf(families, 'steps_per_second')).toBe(4);
    expect(valueOf(families, 'objective')).toBeNaN();
    expect(valueOf(families, 'gpu_utilization_ratio')).toBe(0.5);
    expect(valueOf(families, 'validation_accuracy_ratio')).toBe(0.9);
    expect(valueOf(families, 'training_loss')).toBe(Infinity);
    expect(valueOf(families, 'completed_timestamp_seconds')).toBeUndefined();
    expect(valueOf(families, 'reward')).toBeUndefined();
  });

  it('number states and levels of attention as their help says', () => {
    const hung = exposed({ state: 'hung', attention: { level: 'critical', reason: 'hung' }, diverged_at_step: 7 });
    const families = sessionFamilies(hung, 1_000);
    expect([valueOf(families, 'state'), valueOf(families, 'attention'), valueOf(families, 'diverged')]).toEqual([
      2, 3, 1,
    ]);
    const helpOf = (name: string) => SESSION_GAUGES.find((gauge) => gauge.name === name)?.help;
    expect(helpOf('state')).toContain('2 hung');
    expect(helpOf('attention')).toContain('3 critical');
  });

  it('exist for every canonical metric, each name once', () => {
    const newest = Object.fromEntries(CANONICAL_METRICS.map(({ name }) => [name, 1]));
    const families = sessionFamilies(exposed({ newest }), 1_000);
    const names = families.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(
      families.filter(({ help }) => help.startsWith('Newest sample') || help.startsWith('Newest value:')),
    ).toHaveLength(CANONICAL_METRICS.length);
  });
});

describe('the limit of series', () => {
  const many = exposed({}, {}, { attention: { level: 'warning', reason: 'x' } }, {});
  const [each] = many.map(({ series }) => series);

  it('leaves whole sessions out and says how many; those that ask for attention come first', () => {
    const families = sessionFamilies(many, 2 * each! + each! - 1);
    const told = seriesOf(families, 'session_state').map(({ labels }) => labels['session_id']);
    expect(told).toEqual(['s2', 's0']);
    expect(seriesOf(families, 'left_out_sessions')[0]!.value).toBe(2);
    expect(seriesOf(families, 'left_out_series')[0]!.value).toBe(2 * each!);
    expect(seriesOf(families, 'session_series')[0]!.value).toBe(2 * each!);
    const counted = families
      .filter(({ name }) => /_session_(?!series)/.test(name))
      .reduce((sum, { series }) => sum + series.length, 0);
    expect(counted).toBe(2 * each!);
    expect(seriesOf(families, 'sessions')).toContainEqual({ labels: { state: 'running' }, value: 4 });
  });

  it('of 0 tells of no session', () => {
    const families = sessionFamilies(many, 0);
    expect(seriesOf(families, 'session_state')).toEqual([]);
    expect(seriesOf(families, 'left_out_sessions')[0]!.value).toBe(4);
  });
});
