/**
 * `getTemplateSrv()` of the page: `${name}`, `${name:csv}`, `$name` and `[[name]]` from the variables of the page, and
 * `${__data.fields.name}` and `${__value.raw}` of links from their row.
 */
import {
  getFieldDisplayValuesProxy,
  type DataContextScopedVar,
  type ScopedVars,
  type TypedVariableModel,
} from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';

/** Values of the page's variables; several values are a list. */
export type Variables = Record<string, string | string[]>;

/** A caller's own way to write a value. */
type VariableFormatter = (value: string | string[]) => string;

const pattern = /\$(\w+)|\$\{(\w+)(?:\.([^:}]+))?(?::([^}]+))?\}|\[\[(\w+)(?::([^\]]+))?\]\]/g;

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
    case 'uriencode':
      return encodeURI(values.join(','));
    default:
      // Grafana's default for several values is a glob.
      return values.length === 1 ? (values[0] ?? '') : `{${values.join(',')}}`;
  }
};

/** `__data.fields.NAME` and `__value.raw` of a link's row; undefined where the text is none of them, or has no row. */
const ofRow = (name: string, path: string | undefined, scoped: ScopedVars | undefined): string | undefined => {
  const context = (scoped?.['__dataContext'] as DataContextScopedVar | undefined)?.value;
  if (context?.rowIndex === undefined) return undefined;
  const { frame, field, rowIndex } = context;
  if (name === '__value' && path === 'raw') return String(field.values[rowIndex]);
  const column = /^fields\.(\w+)$/.exec(path ?? '')?.[1];
  if (name !== '__data' || column === undefined) return undefined;
  const proxy = getFieldDisplayValuesProxy({ frame, rowIndex }) as Record<string, { toString(): string } | undefined>;
  return proxy[column]?.toString() ?? '';
};

/** Replaces the variables in a text; an unknown one stays as it is written, as in Grafana. */
export const replaceVariables = (
  text: string,
  variables: Variables,
  scoped?: ScopedVars,
  format?: string | VariableFormatter,
): string =>
  text.replace(pattern, (match, plain, braced, path, bracedFormat, bracket, bracketFormat) => {
    const name: string = plain ?? braced ?? bracket;
    const value =
      ofRow(name, path, scoped) ?? (scoped?.[name]?.value as string | string[] | undefined) ?? variables[name];
    if (value === undefined) return match;
    const written: string | undefined = bracedFormat ?? bracketFormat;
    // A format in the text goes before that of the caller.
    if (typeof format === 'function' && written === undefined) return format(value);
    return formatted(value, written ?? (typeof format === 'string' ? format : undefined));
  });

/** The service over the variables that `current` answers with at the time of asking. */
export const createTemplates = (current: () => Variables): TemplateSrv => ({
  getVariables: (): TypedVariableModel[] => [],
  replace: (text, scoped, format) =>
    replaceVariables(text ?? '', current(), scoped, format as string | VariableFormatter | undefined),
  containsTemplate: (text) => text !== undefined && replaceVariables(text, current()) !== text,
  updateTimeRange: () => {},
});
