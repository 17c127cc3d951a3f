import { calculate } from './formula.js';
import type { GrafanaRule } from './rule-file.js';
import { keyOf, type Labelled, type Vector } from './vector.js';

/** The states of an alert in Grafana 12; Recovering is still told as firing. */
export type AlertState = 'Normal' | 'Pending' | 'Alerting' | 'Recovering';

/** One alert of a rule after an evaluation. */
export interface Alert {
  readonly labels: Labelled['labels'];
  state: AlertState;
  /** Epoch seconds at which the state began. */
  since: number;
  lastSeen: number;
  /** By refId: what its annotations may name. */
  values: Readonly<Record<string, number>>;
}

/** Asks a query over a range of epoch seconds; one number a series (`last`, dropNN). Null: nothing was found. */
export type Ask = (queries: readonly AskedQuery[]) => Promise<Vector[]>;
export interface AskedQuery {
  readonly query: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Evaluates one rule as Grafana 12.4 does: queries, reduction, math, threshold with recovery threshold, then the states.
 * Sources: pkg/expr/hysteresis.go, pkg/services/ngalert/eval/eval.go (evaluateExecutionResult),
 * state/state.go (resultNormal, resultAlerting), state/manager.go (processMissingSeriesStates). `noDataState: OK`.
 */
export class RuleEvaluator {
  private readonly alerts = new Map<string, Alert>();

  constructor(
    readonly rule: GrafanaRule,
    private readonly ask: Ask,
  ) {}

  /** Alerts that are told as firing. */
  get firing(): Alert[] {
    return [...this.alerts.values()].filter(({ state }) => state === 'Alerting' || state === 'Recovering');
  }

  /** One evaluation at an epoch second. */
  async evaluate(now: number): Promise<void> {
    const results = await this.results(now);
    for (const { labels, value, values } of results) this.note(labels, value > 0, values, now);
    this.forget(now);
  }

  /** The condition of each series: 1 where it holds. Nothing as soon as one query found nothing. */
  private async results(now: number): Promise<(Labelled & Pick<Alert, 'values'>)[]> {
    const { data, condition } = this.rule;
    const queries = data.filter(({ model }) => model.query !== undefined);
    const answers = await this.ask(
      queries.map(({ model, relativeTimeRange: range }) => ({
        query: model.query!,
        from: now - range!.from,
        to: now - range!.to,
      })),
    );
    if (answers.includes(null)) return [];
    const vectors = new Map<string, Vector>(queries.map(({ refId }, place) => [refId, answers[place]!]));
    for (const { refId, model } of data) {
      if (model.type === 'reduce') vectors.set(refId, vectors.get(model.expression!)!);
      if (model.type === 'math') vectors.set(refId, calculate(model.expression!, vectors));
      if (model.type === 'threshold') vectors.set(refId, this.compared(model, vectors.get(model.expression!)!));
    }
    return (vectors.get(condition) ?? []).map(({ labels, value }) => ({
      labels,
      value,
      values: named(labels, vectors),
    }));
  }

  /** Alerts that are pending or firing end at the recovery threshold; those that recover begin at the other again. */
  private compared({ conditions }: GrafanaRule['data'][number]['model'], vector: Vector): Vector {
    const { evaluator, unloadEvaluator } = conditions![0]!;
    return (vector ?? []).map(({ labels, value }) => {
      const state = this.alerts.get(keyOf(labels))?.state;
      const isLoaded = state === 'Pending' || state === 'Alerting';
      const holds = isLoaded ? !(value < unloadEvaluator.params[0]) : value > evaluator.params[0];
      return { labels, value: Number(holds) };
    });
  }

  private note(labels: Labelled['labels'], holds: boolean, values: Alert['values'], now: number): void {
    const key = keyOf(labels);
    const alert = this.alerts.get(key) ?? { labels, state: 'Normal', since: now, lastSeen: now, values };
    this.alerts.set(key, alert);
    Object.assign(alert, { lastSeen: now, values });
    const next = holds ? this.whenHolds(alert, now) : this.whenNot(alert, now);
    if (next !== alert.state) Object.assign(alert, { state: next, since: now });
  }

  private whenHolds({ state, since }: Alert, now: number): AlertState {
    if (state === 'Alerting' || state === 'Recovering') return 'Alerting';
    if (state === 'Pending') return now - since >= this.rule.for ? 'Alerting' : 'Pending';
    return this.rule.for > 0 ? 'Pending' : 'Alerting';
  }

  private whenNot({ state, since }: Alert, now: number): AlertState {
    const { keepFiringFor } = this.rule;
    if (state === 'Recovering') return now - since >= keepFiringFor ? 'Normal' : 'Recovering';
    return state === 'Alerting' && keepFiringFor > 0 ? 'Recovering' : 'Normal';
  }

  /** What has had no series for some evaluations is over, however long it was to be kept. */
  private forget(now: number): void {
    const limit = this.rule.evaluationsWithoutSeries * this.rule.interval;
    for (const [key, { lastSeen }] of this.alerts) if (now - lastSeen >= limit) this.alerts.delete(key);
  }
}

/** The values of all refIds that belong to an alert's labels. */
function named(labels: Labelled['labels'], vectors: ReadonlyMap<string, Vector>): Record<string, number> {
  const key = keyOf(labels);
  return Object.fromEntries(
    [...vectors].flatMap(([refId, vector]) =>
      (vector ?? []).filter((each) => keyOf(each.labels) === key).map(({ value }) => [refId, value] as const),
    ),
  );
}
