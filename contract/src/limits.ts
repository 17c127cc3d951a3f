/** Bounds of the wire. Each is part of the contract: an exporter may be configured to allow less, never more. */
export const LIMITS = {
  /** Characters (UTF-16 code units) of any identifier: workspace, agent, session, producer, ... */
  idLength: 128,
  /** Characters of a metric name. */
  metricNameLength: 250,
  /** Points in one metrics request. */
  pointsInRequest: 10_000,
  /** Metrics in one point. */
  metricsInPoint: 1_000,
  /** Labels in one point, tags in one session. */
  labelsInPoint: 16,
  /** Characters of a label or tag name. */
  labelNameLength: 64,
  /** Characters of a label or tag value. */
  labelValueLength: 250,
  /** Events in one events request. */
  eventsInRequest: 1_000,
  /** Characters of a text: notes, an event's text, error details (a traceback). */
  textLength: 100_000,
  /** Hyperparameters, or other keys, of one configuration. */
  configurationKeys: 1_000,
  /** Sessions in one question for curves. */
  sessionsInSeries: 200,
  /** Metrics in one question for curves. */
  metricsInSeries: 50,
  /** Values of each array in a progress answer. */
  progressArrayLength: 1_000,
  /** Values at any depth of a body that a schema checks (all but metrics): each may become a problem of its own. */
  valuesInBody: 100_000,
  /** Wrong fields named in one error; the rest is counted. */
  problemsInError: 100,
} as const;
