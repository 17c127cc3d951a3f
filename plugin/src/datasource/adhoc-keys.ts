/** What ad-hoc filters and group-by variables offer: fields that the sessions hold, grouped, and their values. */
import type { AdHocVariableFilter, MetricFindValue, TimeRange } from '@grafana/data';
import type { ListedField } from '@shadower-training/contract';
import { map, type Observable } from 'rxjs';
import { conditionsOfFilters } from './adhoc-filters';
import type { ExporterClient, SessionsQuestion } from './client/client';

/** Which sessions the offer is of. */
export interface AdhocScope {
  timeRange?: TimeRange;
  /** Other filters of the same dashboard: only what is left by them is offered. */
  filters?: readonly AdHocVariableFilter[];
}

/** Titles of the groups, in the order in which people look for them. */
const GROUPS: Record<ListedField['kind'], string> = {
  identity: 'Session',
  tag: 'Tags',
  hyperparameter: 'Hyperparameters',
  metric: 'Metrics',
  score: 'Scores',
  state: 'State and progress',
  resource: 'Resources',
  configuration: 'Configuration',
  environment: 'Environment',
};
const ORDER = Object.keys(GROUPS);

const MOST_VALUES = 1_000;

function scopeOf({ timeRange, filters }: AdhocScope): SessionsQuestion {
  const { where } = conditionsOfFilters(filters);
  return {
    from: timeRange?.from.valueOf(),
    to: timeRange && timeRange.raw.to !== 'now' ? timeRange.to.valueOf() : undefined,
    where: where.length ? where : undefined,
  };
}

/** Keys, grouped by what they say about a session. */
export function findKeys(client: ExporterClient, scope: AdhocScope): Observable<MetricFindValue[]> {
  return client
    .fields(scopeOf(scope))
    .pipe(
      map((fields) =>
        fields
          .toSorted((left, right) => ORDER.indexOf(left.kind) - ORDER.indexOf(right.kind))
          .map(({ field, kind }) => ({ text: field, value: field, group: GROUPS[kind] ?? kind })),
      ),
    );
}

/** Values that the sessions have in a field; numbers in their order, texts in theirs. */
export function findValues(client: ExporterClient, field: string, scope: AdhocScope): Observable<MetricFindValue[]> {
  return client.fieldValues({ ...scopeOf(scope), field, limit: MOST_VALUES }).pipe(
    map((values) => {
      const order = new Intl.Collator(undefined, { numeric: true });
      return values
        .toSorted((left, right) => Number(left.value) - Number(right.value) || order.compare(left.value, right.value))
        .map(({ value }) => ({ text: value, value }));
    }),
  );
}
