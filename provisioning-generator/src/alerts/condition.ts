/** What one row of the table of conditions says. */

/** What a condition is about: each subject is a group of rules with an interval of its own. */
export type Subject = 'session' | 'quality' | 'exporter';

/** `critical` wakes somebody, `info` is read in working hours. */
export type Severity = 'critical' | 'info';

/** How an alert writes its number: functions that templates of Prometheus and of Grafana both have. */
export type NumberFormat =
  'humanize' | 'humanizePercentage' | 'humanizeDuration' | 'humanize1024' | 'humanizeTimestamp';

/** A query of one field of `training_alert` (contract/src/measurements.ts): what Grafana asks InfluxDB. */
export interface InfluxQuery {
  readonly field: string;
  /** The aggregate of InfluxQL, such as `last` or `median`. */
  readonly aggregate: string;
  /** Its second argument, such as which percentile. */
  readonly argument?: number;
  /** Seconds before now at which the window begins; it ends now. */
  readonly from: number;
  /** Over all sessions of an agent's configuration, and not of each session. */
  readonly ofConfiguration?: boolean;
}

/**
 * The same condition for Grafana: queries, each reduced to its last value, a formula over them, a threshold.
 *
 * Where two queries find one session each and not the same one, Grafana calculates with both and forgets whose they were.
 * So of two queries in a formula, one must find all sessions that the other finds: windows lie within each other, and
 * fields are written together.
 */
export interface GrafanaCondition {
  /** By the letter that the formula knows it by. */
  readonly queries: Readonly<Record<string, InfluxQuery>>;
  /** Over the reduced queries, such as `$A / $B`; the only query itself where left out. */
  readonly formula?: string;
  /** Tells configurations apart, for a query `ofConfiguration`. */
  readonly byConfiguration?: boolean;
  /** Holds only while the session runs. */
  readonly whileRunning?: boolean;
  /** The letter of the query whose value an alert names. */
  readonly names: string;
  /** Above it the condition holds ... */
  readonly threshold: number;
  /** ... until it is below this. */
  readonly until: number;
}

/** One condition: what is wrong, how it is seen by each engine, what an alert says. */
export interface Condition {
  /** The alert's name, also the title of its section in docs/runbooks.md. */
  readonly name: string;
  readonly subject: Subject;
  readonly severity: Severity;
  /** How long it must hold before the alert fires; a duration of Prometheus. */
  readonly for: string;
  /** How long the alert stays after it has ended, so that what comes and goes pages once. */
  readonly keepFiringFor: string;
  /**
   * PromQL; its labels are workspace, agent and session_id, or instance for the exporter. Absent for what only a store of
   * many weeks can tell.
   */
  readonly prometheus?: string;
  /** Absent for what only the exporter itself can tell. */
  readonly grafana?: GrafanaCondition;
  readonly format: NumberFormat;
  /** One line; `{agent}`, `{session}`, `{instance}` and `{value}` are filled in. */
  readonly summary: string;
  /** What it means and what to do first; the same words are filled in. */
  readonly description: string;
}
