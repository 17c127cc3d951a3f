/** Rules of Prometheus on /metrics, a file for sessions and one for the exporter: what is loaded depends on the store. */
import { DASHBOARD_UIDS } from '../parts/ids.js';
import type { Condition, Subject } from './condition.js';
import { conditionsOf, INTERVALS } from './conditions.js';
import { withOwner } from './promql.js';
import { runbookOf, type AlertSettings } from './settings.js';
import { filled, type Words } from './words.js';

/** A rule as the file has it. */
export interface PrometheusRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly keep_firing_for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A file of rules. */
export interface PrometheusRules {
  readonly groups: readonly { readonly name: string; readonly interval: string; readonly rules: PrometheusRule[] }[];
}

/** @param subjects Each a group. */
export function prometheusRules(settings: AlertSettings, ...subjects: readonly Subject[]): PrometheusRules {
  return {
    groups: subjects.map((subject) => ({
      name: `training-${subject}`,
      interval: INTERVALS[subject],
      rules: conditionsOf(subject).flatMap((condition) =>
        condition.prometheus === undefined ? [] : [ruleOf(condition, condition.prometheus, settings)],
      ),
    })),
  };
}

function ruleOf(condition: Condition, expression: string, settings: AlertSettings): PrometheusRule {
  const { name, subject, severity } = condition;
  const isExporter = subject === 'exporter';
  const words: Words = {
    agent: '$labels.agent',
    session: '$labels.session_id',
    instance: 'or $labels.instance "none"',
    value: `$value | ${condition.format}`,
  };
  return {
    alert: name,
    expr: isExporter ? expression : withOwner(expression),
    for: condition.for,
    keep_firing_for: condition.keepFiringFor,
    labels: { severity, service: 'training', ...(isExporter ? { owner: 'operations' } : {}) },
    annotations: {
      summary: filled(condition.summary, words),
      description: filled(condition.description, words),
      dashboard_url: isExporter ? exporterLink(settings) : sessionLink(settings),
      runbook_url: runbookOf(settings, name),
    },
  };
}

/** *Exporter health*, of the exporter that the alert is about; of all where none is scraped. */
const exporterLink = ({ grafana }: AlertSettings) =>
  `${grafana}/d/${DASHBOARD_UIDS.exporter}{{ with $labels.instance }}?var-instance={{ . | urlquery }}{{ end }}`;

/** A session's dashboard from its start to its end, in the milliseconds that Grafana's addresses have. */
function sessionLink({ grafana }: AlertSettings): string {
  const variables = ['workspace', 'agent', 'session_id'].map(
    (label) => `var-${label.replace('_id', '')}={{ $labels.${label} | urlquery }}`,
  );
  const from = momentOf('started', 'now-7d');
  const to = momentOf('completed', 'now');
  return `${grafana}/d/${DASHBOARD_UIDS.session}?${variables.join('&')}&from=${from}&to=${to}`;
}

/** A moment of the alert's session as a template, with what stands for it where it is not known. */
function momentOf(moment: 'started' | 'completed', otherwise: string): string {
  const asked = `1000 * max(shadower_training_session_${moment}_timestamp_seconds{workspace=%q,agent=%q,session_id=%q})`;
  return (
    `{{ with query (printf ${JSON.stringify(asked)} $labels.workspace $labels.agent $labels.session_id) }}` +
    `{{ printf "%.0f" (. | first | value) }}{{ else }}${otherwise}{{ end }}`
  );
}
