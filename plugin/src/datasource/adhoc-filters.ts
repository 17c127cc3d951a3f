/**
 * Grafana's ad-hoc filters -> conditions of a query. They narrow which sessions a query is about, of whatever kind it
 * is; keys are the names of fields that conditions use. What the exporter can't compare is said in a notice.
 */
import type { AdHocVariableFilter } from '@grafana/data';
import type { Notice } from '@shadower-training/contract';
import { COMPARISONS, conditionProblem, isOneOf, type Comparison } from './conditions';
import type { TrainingQuery } from './query';

/** Conditions for filters, and what could not be applied. */
export interface FilterConditions {
  where: string[];
  notices: Notice[];
}

const isComparison = (operator: string): operator is Comparison => COMPARISONS.includes(operator as Comparison);

/** An empty value in a filter means that there is none. */
const written = (value: string) => (value === '' ? 'null' : value);

function conditionsOf({ key, operator, value, values }: AdHocVariableFilter): string[] | null {
  const several = (values?.length ? values : [value]).map(written);
  if (operator === '=' || operator === '=|') return [isOneOf(key, operator === '=' ? several.slice(0, 1) : several)];
  // Different from each of them.
  if (operator === '!=|') return several.map((one) => `${key}!=${one}`);
  return isComparison(operator) ? [`${key}${operator}${several[0]}`] : null;
}

/** All filters must hold; one that has no key or value yet is being typed and does not count. */
export function conditionsOfFilters(filters: readonly AdHocVariableFilter[] | undefined): FilterConditions {
  const where: string[] = [];
  const notices: Notice[] = [];
  for (const filter of filters ?? []) {
    // While a filter is typed Grafana may hand it over without its parts, whatever the type says.
    const { key, operator, value } = filter as Partial<AdHocVariableFilter>;
    if (!key || !operator || (value === undefined && !filter.values?.length)) continue;
    const conditions = conditionsOf(filter);
    const problem =
      conditions === null
        ? `The filter "${key} ${operator} ${value}" is not applied: use one of = != > >= < <= or "one of".`
        : (conditions.map(conditionProblem).find((each) => each !== null) ?? null);
    if (problem !== null) notices.push({ severity: 'warning', text: problem });
    else where.push(...(conditions ?? []));
  }
  return { where, notices };
}

/** The query with the filters as further conditions. */
export function withFilters(query: TrainingQuery, filters: readonly AdHocVariableFilter[] | undefined): TrainingQuery {
  const { where } = conditionsOfFilters(filters);
  return where.length ? { ...query, where: [...(query.where ?? []), ...where] } : query;
}
