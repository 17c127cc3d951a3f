/**
 * Variables in queries. A variable with several values, or All, inside a list becomes several entries; one inside a
 * longer text (`run-$seed`) becomes that text once for each value; `${session:csv}` and the like are split again.
 */
import type { ScopedVars } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import type { TrainingQuery } from './query';

/** What an "All" with a custom value may be written as: it narrows nothing. */
const EVERYTHING = new Set(['$__all', '*', '.*']);

/** Cannot occur in ids: marks a variable's place while its values are collected. */
const MARK = /\u0001(\d+)\u0002/;

/** Several values written into one text by an explicit format. */
const WRITTEN_LIST = /^\$\{\w+:(csv|raw|pipe|glob)\}$/;

export type Replace = Pick<TemplateSrv, 'replace'>['replace'];

/** Every text that one entry stands for. */
export function expandEntry(entry: string, replace: Replace, scopedVars: ScopedVars): string[] {
  const places: string[][] = [];
  const replaced = replace(entry, scopedVars, (value: string | string[]) => {
    places.push(Array.isArray(value) ? value : [value]);
    return `\u0001${places.length - 1}\u0002`;
  });
  if (places.length === 0 && replaced !== entry && WRITTEN_LIST.test(entry.trim())) {
    return replaced.replace(/^\{(.*)\}$/, '$1').split(entry.includes(':pipe') ? '|' : ',');
  }
  const expand = (text: string): string[] => {
    const mark = MARK.exec(text);
    if (mark === null) return [text];
    return (places[Number(mark[1])] ?? []).flatMap((value) => expand(text.replace(mark[0], () => value)));
  };
  return expand(replaced);
}

/** A list with its variables expanded: no repeats, nothing empty, and empty when everything is meant. */
export function expandList(entries: readonly string[] | undefined, replace: Replace, scopedVars: ScopedVars): string[] {
  const expanded = new Set((entries ?? []).flatMap((entry) => expandEntry(entry, replace, scopedVars)));
  if ([...expanded].some((entry) => EVERYTHING.has(entry))) return [];
  expanded.delete('');
  return [...expanded];
}

/** A single text; of several values the first one counts, and All narrows nothing. */
function expandText(text: string | undefined, replace: Replace, scopedVars: ScopedVars): string | undefined {
  return text ? expandList([text], replace, scopedVars)[0] : undefined;
}

/** The query as it is sent: no variables left. */
export function interpolateQuery(query: TrainingQuery, replace: Replace, scopedVars: ScopedVars): TrainingQuery {
  const list = (entries: readonly string[] | undefined) => expandList(entries, replace, scopedVars);
  return {
    ...query,
    workspace: expandText(query.workspace, replace, scopedVars),
    agents: list(query.agents),
    sessions: list(query.sessions),
    states: list(query.states),
    tags: list(query.tags),
    group: expandText(query.group, replace, scopedVars),
    where: list(query.where),
    metrics: list(query.metrics),
    xMetric: expandText(query.xMetric, replace, scopedVars),
    events: list(query.events),
  };
}
