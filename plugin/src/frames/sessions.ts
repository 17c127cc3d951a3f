/**
 * Query kind `sessions`: one frame, one row a session (docs/frames.md, "Sessions").
 */
import type { DataFrame, Field, FieldConfig } from '@grafana/data';
import type { ScoreName, SessionSummary } from '@shadower-training/contract';
import { CELLS } from './cells';
import { booleanField, numberField, otherField, stringField, timeField } from './fields';
import { dashboardLink, DASHBOARD_URL, dashboardUrlField, pageLink, sessionDashboard, urlInField } from './links';
import { metaOf, PANEL_IDS, type Origin } from './meta';
import { SPARKLINE, sparklineOf } from './sparkline';
import { attentionMappings, stateMappings } from './states';
import { numberOf, SECONDS_PER_HOUR, timeOf } from './values';

/** Names of the scores; a copy because only types are imported from the contract, checked by the compiler. */
export const SCORES: readonly ScoreName[] = Object.keys({
  overfitting_score: true,
  convergence_rate: true,
  stability_score: true,
  generalization_score: true,
} satisfies Record<ScoreName, true>) as ScoreName[];

/** A score's companions: how many values it rests on, and why it is missing. */
type ScoreField = ScoreName | `${ScoreName}_n` | `${ScoreName}_reason` | `${ScoreName}_low_confidence`;

/** The contract: field names of a sessions frame. Only `session_id` and `state` are required of a foreign frame. */
export type SessionField =
  | 'session_id'
  | 'name'
  | 'agent_id'
  | 'workspace_id'
  | 'group'
  | 'tags'
  | 'notes'
  | 'hyperparameters'
  | 'state'
  | 'phase'
  | 'attention'
  | 'attention_reason'
  | 'objective_metric'
  | 'objective_direction'
  | 'objective_value'
  | 'objective_best'
  | 'objective_values'
  | 'best_step'
  | 'best_epoch'
  | 'steps_since_best'
  | 'current_epoch'
  | 'total_epochs'
  | 'current_step'
  | 'total_steps'
  | 'step_seconds'
  | 'time_left_seconds'
  | 'sparkline'
  | 'training_cost_usd'
  | 'duration_seconds'
  | 'completion'
  | 'overfitting_detected'
  | 'diverged_at_step'
  | ScoreField
  | 'attempts'
  | 'values'
  | 'started_at'
  | 'completed_at'
  | 'last_news_at'
  | 'error_details'
  | 'url';

/** How sessions ended, as a number whose mean is the completion rate; null for one that has not. */
const COMPLETION: Partial<Record<SessionSummary['state'], number>> = {
  completed: 1,
  stopped: 1,
  failed: 0,
  cancelled: 0,
};
const completionOf = ({ state }: SessionSummary): number | null => COMPLETION[state] ?? null;

/** In seconds: Grafana's unit of hours scales upwards only, a minute would be 0.0167 hour. */
function durationOf({ duration_hours }: SessionSummary): number | null {
  const hours = numberOf(duration_hours);
  return hours === null ? null : hours * SECONDS_PER_HOUR;
}

/** To the session's dashboard, where there are dashboards, and to the exporter's page. */
function linksTo(hasDashboards: boolean): FieldConfig {
  const page = pageLink(urlInField('url'));
  return { links: hasDashboards ? [dashboardLink(DASHBOARD_URL), page] : [page] };
}
const COLORED: FieldConfig = { custom: { cellOptions: CELLS.coloredText } };
const SCORE: FieldConfig = { unit: 'percentunit', min: 0, max: 1, decimals: 1 };

/** Sessions as a frame, in the order given; without sessions, a frame of typed empty fields. */
export function sessionsFrame(sessions: readonly SessionSummary[], origin: Origin): DataFrame {
  const text = (
    name: SessionField,
    read: (session: SessionSummary) => string | null | undefined,
    config?: FieldConfig,
  ) =>
    stringField(
      name,
      sessions.map((session) => read(session) ?? null),
      config,
    );
  const number = (
    name: SessionField,
    read: (session: SessionSummary) => Parameters<typeof numberOf>[0],
    config?: FieldConfig,
  ) =>
    numberField(
      name,
      sessions.map((session) => numberOf(read(session))),
      config,
    );
  const time = (name: SessionField, read: (session: SessionSummary) => string | null) =>
    timeField(
      name,
      sessions.map((session) => timeOf(read(session))),
    );
  const yes = (name: SessionField, read: (session: SessionSummary) => boolean | null) =>
    booleanField(name, sessions.map(read));
  const named = (name: SessionField, values: Array<Record<string, unknown> | null>) => otherField(name, values);
  const count: FieldConfig = { decimals: 0 };
  const { grafana } = origin;
  const links = linksTo(Boolean(grafana));

  const fields: Field[] = [
    text('session_id', (session) => session.session_id, links),
    text('name', (session) => session.name, links),
    text('agent_id', (session) => session.agent_id),
    text('workspace_id', (session) => session.workspace_id),
    text('group', (session) => session.group),
    // Objects as they are: panels unfold `tags.team` and `hyperparameters.learning_rate` as far as they are asked for.
    named(
      'tags',
      sessions.map((session) => session.tags ?? null),
    ),
    text('notes', (session) => session.notes),
    named(
      'hyperparameters',
      sessions.map((session) => session.hyperparameters),
    ),
    text('state', (session) => session.state, { mappings: stateMappings(), ...COLORED }),
    text('phase', (session) => session.phase),
    text('attention', (session) => session.attention.level, { mappings: attentionMappings(), ...COLORED }),
    text('attention_reason', (session) => session.attention.reason),
    text('objective_metric', (session) => session.objective.metric),
    text('objective_direction', (session) => session.objective.direction),
    number('objective_value', (session) => session.objective_value),
    number('objective_best', (session) => session.objective_best),
    number('objective_values', (session) => session.objective_values, count),
    number('best_step', (session) => session.best_step, count),
    number('best_epoch', (session) => session.best_epoch),
    number('steps_since_best', (session) => session.steps_since_best, count),
    number('current_epoch', (session) => session.current_epoch),
    number('total_epochs', (session) => session.total_epochs),
    number('current_step', (session) => session.completed_steps, count),
    number('total_steps', (session) => session.total_steps, count),
    number('step_seconds', (session) => session.step_seconds, { unit: 's' }),
    number('time_left_seconds', (session) => session.time_left_seconds, { unit: 's', decimals: 0 }),
    otherField('sparkline', sessions.map(sparklineOf), SPARKLINE),
    number('training_cost_usd', (session) => session.training_cost_usd, { unit: 'currencyUSD', decimals: 2 }),
    number('duration_seconds', durationOf, { unit: 's' }),
    number('completion', completionOf, { unit: 'percentunit', min: 0, max: 1, decimals: 0 }),
    yes('overfitting_detected', (session) => session.overfitting_detected),
    number('diverged_at_step', (session) => session.diverged_at_step, count),
    ...SCORES.flatMap((name) => [
      number(name, (session) => session.quality_metrics[name], SCORE),
      number(`${name}_n`, (session) => session.quality_details[name].n, count),
      text(`${name}_reason`, (session) => session.quality_details[name].reason),
      yes(`${name}_low_confidence`, (session) => session.quality_details[name].low_confidence),
    ]),
    number('attempts', (session) => session.attempts.length, count),
    number('values', (session) => session.values, count),
    time('started_at', (session) => session.started_at),
    time('completed_at', (session) => session.completed_at),
    time('last_news_at', (session) => session.last_news_at),
    text('error_details', (session) => session.error_details),
    text('url', (session) => session.url),
    ...(grafana ? [dashboardUrlField(sessions.map((session) => sessionDashboard(grafana, [session])))] : []),
  ];
  return {
    refId: origin.refId,
    name: 'sessions',
    length: sessions.length,
    fields,
    meta: metaOf(origin, {
      preferredVisualisationType: 'table',
      preferredVisualisationPluginId: PANEL_IDS.progress,
      uniqueRowIdFields: [0],
    }),
  };
}
