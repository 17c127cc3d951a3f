/** Variables that a dashboard uses but doesn't have: Grafana would send their names as they are written. */

/** `$name`, `${name}` and `${name:format}`; names that begin with `__` are Grafana's own. */
const USES = /\$(?:\{(\w+)(?:[.:][^}]*)?\}|(\w+))/g;

export function unknownVariables(dashboard: { templating: { list: readonly { name: string }[] } }): string[] {
  const known = new Set(dashboard.templating.list.map(({ name }) => name));
  const used = [...JSON.stringify(dashboard).matchAll(USES)].map(([, braced, plain]) => braced ?? plain ?? '');
  const unknown = new Set(used.filter((name) => !name.startsWith('__') && !known.has(name) && !/^\d/.test(name)));
  return [...unknown].map((name) => `there is no variable ${name}`);
}
