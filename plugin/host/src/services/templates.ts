/** `getTemplateSrv()` of the page: `${name}`, `${name:csv}`, `$name` and `[[name]]` from the variables of the page. */
import type { ScopedVars, TypedVariableModel } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';

/** Values of the page's variables; several values are a list. */
export type Variables = Record<string, string | string[]>;

const pattern = /\$(\w+)|\$\{(\w+)(?:\.[^:}]+)?(?::([^}]+))?\}|\[\[(\w+)(?::([^\]]+))?\]\]/g;

const formatted = (value: string | string[], format: string | undefined): string => {
  const values = Array.isArray(value) ? value : [value];
  switch (format) {
    case 'json':
      return JSON.stringify(value);
    case 'pipe':
      return values.join('|');
    case 'csv':
    case 'raw':
      return values.join(',');
    case 'percentencode':
      return encodeURIComponent(values.join(','));
    default:
      // Grafana's default for several values is a glob.
      return values.length === 1 ? (values[0] ?? '') : `{${values.join(',')}}`;
  }
};

/** Replaces the variables in a text; an unknown one stays as it is written, as in Grafana. */
export const replaceVariables = (text: string, variables: Variables, scoped?: ScopedVars): string =>
  text.replace(pattern, (match, plain, braced, bracedFormat, bracket, bracketFormat) => {
    const name: string = plain ?? braced ?? bracket;
    const value = (scoped?.[name]?.value as string | string[] | undefined) ?? variables[name];
    return value === undefined ? match : formatted(value, bracedFormat ?? bracketFormat);
  });

/** The service over the variables that `current` answers with at the time of asking. */
export const createTemplates = (current: () => Variables): TemplateSrv => ({
  getVariables: (): TypedVariableModel[] => [],
  replace: (text, scoped) => replaceVariables(text ?? '', current(), scoped),
  containsTemplate: (text) => text !== undefined && replaceVariables(text, current()) !== text,
  updateTimeRange: () => {},
});
