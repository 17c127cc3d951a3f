import { invalidRequest } from '@shadower-training/contract';
import { OverHttpLimit } from './over-limit.js';

type QueryValue = string | number | string[] | Record<string, string>;

/** Parameters that are instants or numbers: the contract takes epoch milliseconds as numbers only. */
const NUMERIC = new Set(['from', 'to']);
const NUMBER = /^-?\d+(\.\d+)?(e[-+]?\d+)?$/i;
const OBJECT_ENTRY = /^([^[\]]+)\[(.+)\]$/s;
/** A query with more parameters than any call has use for is refused before it costs anything. */
const MAXIMUM_PARAMETERS = 2_000;

/**
 * Reads a query string: a repeated name becomes a list, `labels[gpu]=0` an entry of an object. Any name may come, so
 * entries are defined as own properties and never looked up on a prototype.
 * @throws ContractError `invalid_request`.
 */
export function parseQuery(text: string): Record<string, QueryValue> {
  const query: Record<string, QueryValue> = {};
  if (text === '') return query;
  const parameters = new URLSearchParams(text);
  if (parameters.size > MAXIMUM_PARAMETERS) {
    throw new OverHttpLimit(
      'query_parameters',
      'too_large',
      `the query has more than ${MAXIMUM_PARAMETERS} parameters; POST /analytics/series takes them as a body`,
    );
  }
  for (const [name, value] of parameters) {
    const entry = OBJECT_ENTRY.exec(name);
    if (name === '__proto__' || entry?.[1] === '__proto__' || entry?.[2] === '__proto__') {
      throw invalidRequest([{ path: name, problem: 'must not be "__proto__"' }]);
    }
    if (entry) addEntry(query, entry[1]!, entry[2]!, value);
    else addValue(query, name, value);
  }
  return query;
}

function addEntry(query: Record<string, QueryValue>, name: string, key: string, value: string): void {
  const known = Object.hasOwn(query, name) ? query[name] : undefined;
  const entries = typeof known === 'object' && !Array.isArray(known) ? known : {};
  entries[key] = value;
  query[name] = entries;
}

function addValue(query: Record<string, QueryValue>, name: string, value: string): void {
  const known = Object.hasOwn(query, name) ? query[name] : undefined;
  if (known === undefined) query[name] = NUMERIC.has(name) && NUMBER.test(value) ? Number(value) : value;
  else if (Array.isArray(known)) known.push(value);
  else query[name] = [String(known), value];
}
