/** Rules of Grafana on InfluxDB, in the form of provisioning files: its keys differ from those of the HTTP API. */
import { TRAINING_ALERT } from '@shadower-training/contract';
import { DASHBOARD_UIDS } from '../parts/ids.js';
import type { Condition, GrafanaCondition, InfluxQuery, Subject } from './condition.js';
import { conditionsOf, INTERVALS } from './conditions.js';
import { SESSION_STATES } from './session-states.js';
import { runbookOf, type AlertSettings } from './settings.js';
import { filled, type Words } from './words.js';

/** Uid of the provisioned InfluxDB data source that the rules ask. */
export const INFLUX_UID = 'shadower-training-influxdb';

/** Evaluations without a series after which its alert ends: those of one that ended or was deleted. */
const EVALUATIONS_WITHOUT_SERIES = 3;
const SESSION_TAGS = ['workspace_id', 'agent_id', 'session_id', 'owner'];
const CONFIGURATION_TAGS = ['workspace_id', 'agent_id', 'configuration'];
/** Names of what is calculated, and of the queries that each rule has beside its own. */
const THRESHOLD = 'T';
const FORMULA = 'F';
const STATE = 'S';
const STARTED = 'X';
const COMPLETED = 'Y';

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
  const { queries, formula } = whole(grafana);
  const tags = [...SESSION_TAGS, ...(grafana.byConfiguration ? ['configuration'] : [])];
  const words: Words = {
    agent: '$labels.agent_id',
    session: '$labels.session_id',
    instance: '$labels.session_id',
    value: `${valueOf(grafana.names === FORMULA ? FORMULA : reduced(grafana.names))} | ${condition.format}`,
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
      owner: '{{ .Labels.owner }}',
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
      ...Object.entries(queries).flatMap(([letter, query]) => [asked(letter, query, tags), lastOf(letter)]),
      calculated(formula),
      threshold(grafana),
    ],
  };
}

/** A condition with what every rule asks beside it: the session's range for its link, and its state where that counts. */
function whole({ queries, formula = '$A', whileRunning = false }: GrafanaCondition) {
  // As far back as the rule itself looks: these must find every session that it finds.
  const ofSessions = Object.values(queries).filter(({ ofConfiguration }) => ofConfiguration !== true);
  const from = Math.max(...ofSessions.map((query) => query.from));
  const newest = (field: string): InfluxQuery => ({ field, aggregate: 'last', from });
  return {
    queries: {
      ...queries,
      ...(whileRunning ? { [STATE]: newest('state') } : {}),
      [STARTED]: newest('started_at'),
      [COMPLETED]: newest('completed_at'),
    },
    formula: whileRunning ? `(${formula}) * ($${STATE} == ${SESSION_STATES.running})` : formula,
  };
}

/** `TrainingSessionFailed` -> `training-session-failed`: kept, because people link to rules. */
const uidOf = (name: string) => name.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

const reduced = (letter: string) => `${letter}_last`;
const valueOf = (refId: string) => `$values.${refId}.Value`;

function asked(
  refId: string,
  { field, aggregate, argument, from, ofConfiguration }: InfluxQuery,
  ofSession: readonly string[],
) {
  const tags = (ofConfiguration ? CONFIGURATION_TAGS : ofSession).map((tag) => `"${tag}"`);
  const parameters = argument === undefined ? `"${field}"` : `"${field}", ${argument}`;
  return {
    refId,
    datasourceUid: INFLUX_UID,
    relativeTimeRange: { from, to: 0 },
    model: {
      refId,
      rawQuery: true,
      resultFormat: 'time_series',
      query: `SELECT ${aggregate}(${parameters}) FROM "${TRAINING_ALERT.name}" WHERE $timeFilter GROUP BY ${tags.join(', ')}`,
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
const calculated = (text: string) =>
  expression(FORMULA, {
    type: 'math',
    expression: text.replace(/\$([A-Z])\b/g, (_text, letter: string) => `\${${reduced(letter)}}`),
  });

const threshold = ({ threshold, until }: GrafanaCondition) =>
  expression(THRESHOLD, {
    type: 'threshold',
    expression: FORMULA,
    conditions: [
      {
        evaluator: { type: 'gt', params: [threshold] },
        unloadEvaluator: { type: 'lt', params: [until] },
      },
    ],
  });

/** The session's dashboard from its start to its end, in the milliseconds that Grafana's addresses have. */
function sessionLink({ grafana }: AlertSettings): string {
  const variables = ['workspace', 'agent', 'session'].map((name) => `var-${name}={{ $labels.${name}_id | urlquery }}`);
  const started = valueOf(reduced(STARTED));
  const completed = valueOf(reduced(COMPLETED));
  const from = `{{ printf "%.0f000" ${started} }}`;
  const to = `{{ if gt ${completed} 0.0 }}{{ printf "%.0f000" ${completed} }}{{ else }}now{{ end }}`;
  return `${grafana}/d/${DASHBOARD_UIDS.session}?${variables.join('&')}&from=${from}&to=${to}`;
}
