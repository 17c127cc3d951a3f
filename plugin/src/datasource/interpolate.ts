/**
 * Variables in queries. A variable with several values, or All, inside a list becomes several entries; one inside a
 * longer text (`run-$seed`) becomes that text once for each value; `${session:csv}` and the like are the same values
 * again. In conditions and tags several values mean one of them. An empty variable, or All, narrows nothing.
 */
import type { ScopedVars } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import { isOneOf, parseCondition } from './conditions';
import type { TrainingQuery } from './query';

/** What an "All" with a custom value may be written as: it narrows nothing. */
const EVERYTHING = new Set(['$__all', '*', '.*', '.+']);

/** Cannot occur in ids: marks a variable's place while its values are collected. */
const MARK = /\u0001(\d+)\u0002/;

/**
 * Formats that only write several values into one text. They are taken off, so that each value comes as it is: a comma
 * in a value is then no end of it.
 */
const LIST_FORMAT =
  /(\$\{\w+(?:\.[^:}]+)?|\[\[\w+):(?:csv|raw|pipe|glob|json|regex|lucene|singlequote|doublequote)(?=\}|\]\])/g;

export type Replace = Pick<TemplateSrv, 'replace'>['replace'];

/** Every text that one entry stands for. */
export function expandEntry(entry: string, replace: Replace, scopedVars: ScopedVars): string[] {
  const places: string[][] = [];
  const replaced = replace(entry.replace(LIST_FORMAT, '$1'), scopedVars, (value: string | string[]) => {
    places.push(Array.isArray(value) ? value : [value]);
    return `\u0001${places.length - 1}\u0002`;
  });
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

/** Conditions with their variables expanded: several values of a variable after `=` mean one of them. */
export function expandConditions(
  entries: readonly string[] | undefined,
  replace: Replace,
  scopedVars: ScopedVars,
): string[] {
  return (entries ?? []).flatMap((entry) => {
    const texts = expandEntry(entry, replace, scopedVars);
    const conditions = texts.map(parseCondition);
    const isWritten = texts.length === 1 && texts[0] === entry;
    // As it stands, also where it is none: the exporter says what is wrong with it.
    if (isWritten || conditions.includes(null)) return texts.filter((text) => text !== '' && !EVERYTHING.has(text));
    const known = conditions.filter((condition) => condition !== null);
    const [first] = known;
    if (first === undefined || known.some(({ value }) => value === '' || EVERYTHING.has(value))) return [];
    const isOneField = known.every(({ field, operator }) => field === first.field && operator === '=');
    return isOneField ? [isOneOf(first.field, [...new Set(known.map(({ value }) => value))])] : [...new Set(texts)];
  });
}

/** A single text; of several values the first one counts, and All narrows nothing. */
function expandText(text: string | undefined, replace: Replace, scopedVars: ScopedVars): string | undefined {
  return text ? expandList([text], replace, scopedVars)[0] : undefined;
}

const TAG = 'tags.';

/** The query as it is sent: no variables left. */
export function interpolateQuery(query: TrainingQuery, replace: Replace, scopedVars: ScopedVars): TrainingQuery {
  const list = (entries: readonly string[] | undefined) => expandList(entries, replace, scopedVars);
  const text = (written: string | undefined) => expandText(written, replace, scopedVars);
  // A tag is a condition on it; those of one value keep their short form.
  const tags = expandConditions(query.tags, replace, scopedVars);
  const groups = list(query.group ? [query.group] : []);
  const isPlain = (tag: string) => parseCondition(tag)?.operator === '=';
  return {
    ...query,
    workspace: text(query.workspace),
    agents: list(query.agents),
    sessions: list(query.sessions),
    states: list(query.states),
    tags: tags.filter(isPlain),
    group: groups.length === 1 ? groups[0] : undefined,
    where: [
      ...expandConditions(query.where, replace, scopedVars),
      ...tags.filter((tag) => !isPlain(tag)).map((tag) => TAG + tag),
      ...(groups.length > 1 ? [isOneOf('group', groups)] : []),
    ],
    sort: text(query.sort),
    metrics: list(query.metrics),
    xMetric: text(query.xMetric),
    events: list(query.events),
    groupBy: list(query.groupBy),
  };
}

/** Names that look like variables and were not replaced: there is no such variable where the query runs. */
export function unknownVariables(query: TrainingQuery): string[] {
  const texts = [query.workspace, query.group, query.sort, query.xMetric, query.agents, query.sessions, query.states]
    .concat([query.tags, query.where, query.metrics, query.events, query.groupBy])
    .flat();
  const names = texts.flatMap(
    (text) => text?.match(/\$\{\w+(?:[.:][^}]*)?\}|\$[A-Za-z_]\w*|\[\[\w+(?::\w+)?\]\]/g) ?? [],
  );
  return [...new Set(names)];
}
