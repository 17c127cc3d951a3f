/** Paths and query strings of requests. */

/** A value of a query string; lists are repeated, undefined is left out. */
export type Parameter = string | number | boolean | undefined | ReadonlyArray<string | number>;

/** `?name=value&name=value`, or nothing. Names keep their order, so equal questions are equal texts. */
export function queryString(parameters: Readonly<Record<string, Parameter>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** An id as one segment of a path. Dots alone would climb the path, so they are refused before anything is sent. */
export function pathSegment(id: string): string {
  if (id === '.' || id === '..' || id === '') throw new Error(`"${id}" is not an id that can be asked for`);
  return encodeURIComponent(id);
}

/**
 * Splits a list so that each part, written as repeated parameters, stays a request line that every proxy takes.
 * @param longest Characters of one part; Node and Grafana take 16 KB for the whole head.
 */
export function partsOf(values: readonly string[], longest = 6_000): string[][] {
  const parts: string[][] = [[]];
  let length = 0;
  for (const value of values) {
    const own = encodeURIComponent(value).length + 12;
    if (length + own > longest && length > 0) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)?.push(value);
    length += own;
  }
  return parts;
}
