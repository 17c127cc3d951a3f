/** Rules of Grafana on InfluxDB, in the form of provisioning files: its keys differ from those of the HTTP API. */
import { DASHBOARD_UIDS } from '../parts/ids.js';
import type { Condition, GrafanaCondition, InfluxQuery, Subject } from './condition.js';
import { conditionsOf, INTERVALS } from './conditions.js';
import { runbookOf, type AlertSettings } from './settings.js';
import { filled, type Words } from './words.js';

/** Uid of the provisioned InfluxDB data source that the rules ask. */
export const INFLUX_UID = 'shadower-training-influxdb';

/** Evaluations without a series after which its alert ends: those of one that ended or was deleted. */
const EVALUATIONS_WITHOUT_SERIES = 3;
const THRESHOLD = 'T';
const FORMULA = 'F';

/** A file of rules. */
export function grafanaRules(settings: AlertSettings, ...subjects: readonly Subject[]) {
  return {
    apiVersion: 1,
    groups: subjects.map((subject) => ({
      orgId: 1,
      name: `training-${subject}`,
      folder: 'Training alerts',
      interval: INTERVALS[subject],
      rules: conditionsOf(subject).flatMap((condition) =>
        condition.grafana ? [ruleOf(condition, condition.grafana, settings)] : [],
      ),
    })),
  };
}

function ruleOf(condition: Condition, grafana: GrafanaCondition, settings: AlertSettings) {
  const { name, severity } = condition;
  const [only] = Object.keys(grafana.queries);
  const decisive = grafana.formula === undefined ? reduced(only!) : FORMULA;
  const words: Words = {
    agent: '$labels.agent_id',
    session: '$labels.session_id',
    instance: '$labels.session_id',
    value: `$values.${decisive}.Value | ${condition.format}`,
  };
  return {
    uid: uidOf(name),
    title: name,
    condition: THRESHOLD,
    for: condition.for,
    keepFiringFor: condition.keepFiringFor,
    missing_series_evals_to_resolve: EVALUATIONS_WITHOUT_SERIES,
    noDataState: 'OK',
    execErrState: 'KeepLast',
    // Grafana fills $NAME of its environment into labels, not into annotations: hence the form without a dollar.
    labels: {
      severity,
      service: 'training',
      workspace: '{{ .Labels.workspace_id }}',
      agent: '{{ .Labels.agent_id }}',
    },
    annotations: {
      summary: filled(condition.summary, words),
      description: filled(condition.description, words),
      dashboard_url: sessionLink(settings),
      runbook_url: runbookOf(settings, name),
      __dashboardUid__: DASHBOARD_UIDS.session,
      __panelId__: '8',
    },
    data: [
      ...Object.entries(grafana.queries).flatMap(([letter, query]) => [asked(letter, query), lastOf(letter)]),
      ...(grafana.formula === undefined ? [] : [formula(grafana.formula)]),
      threshold(decisive, grafana),
    ],
  };
}

/** `TrainingSessionFailed` -> `training-session-failed`: kept, because people link to rules. */
const uidOf = (name: string) => name.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

const reduced = (letter: string) => `${letter}_last`;

function asked(refId: string, { measurement, field, aggregate, argument, where, from, to = 0 }: InfluxQuery) {
  const conditions = ['$timeFilter', ...(where === undefined ? [] : [where])].join(' AND ');
  const parameters = argument === undefined ? `"${field}"` : `"${field}", ${argument}`;
  return {
    refId,
    datasourceUid: INFLUX_UID,
    relativeTimeRange: { from, to },
    model: {
      refId,
      rawQuery: true,
      resultFormat: 'time_series',
      query: `SELECT ${aggregate}(${parameters}) FROM "${measurement}" WHERE ${conditions} GROUP BY "workspace_id", "agent_id", "session_id"`,
    },
  };
}

const expression = (refId: string, model: object) => ({
  refId,
  datasourceUid: '__expr__',
  model: { refId, ...model },
});

const lastOf = (letter: string) =>
  expression(reduced(letter), { type: 'reduce', expression: letter, reducer: 'last', settings: { mode: 'dropNN' } });

/** In the table a formula names the queries; what is calculated with are their reductions. */
const formula = (text: string) =>
  expression(FORMULA, {
    type: 'math',
    expression: text.replace(/\$([A-Z])\b/g, (_text, letter: string) => `\${${reduced(letter)}}`),
  });

const threshold = (decisive: string, { type, threshold, until }: GrafanaCondition) =>
  expression(THRESHOLD, {
    type: 'threshold',
    expression: decisive,
    conditions: [
      {
        evaluator: { type, params: [threshold] },
        unloadEvaluator: { type: type === 'gt' ? 'lt' : 'gt', params: [until] },
      },
    ],
  });

function sessionLink({ grafana }: AlertSettings): string {
  const variables = ['workspace', 'agent', 'session'].map((name) => `var-${name}={{ $labels.${name}_id | urlquery }}`);
  return `${grafana}/d/${DASHBOARD_UIDS.session}?${variables.join('&')}&from=now-24h&to=now`;
}
