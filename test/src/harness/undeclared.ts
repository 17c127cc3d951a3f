/**
 * Paths of an answer that its schema does not declare. Schemas of answers let unknown fields pass (readers must bear
 * them), so the tests compare what came with what the schema kept.
 */
export function undeclaredPaths(came: unknown, kept: unknown, path = ''): string[] {
  if (Array.isArray(came)) {
    const items = Array.isArray(kept) ? kept : [];
    return came.flatMap((item, index) => undeclaredPaths(item, items[index], `${path}[${index}]`));
  }
  if (typeof came !== 'object' || came === null) return [];
  const fields = (typeof kept === 'object' && kept !== null ? kept : {}) as Record<string, unknown>;
  return Object.entries(came).flatMap(([name, value]) => {
    const inner = path === '' ? name : `${path}.${name}`;
    return Object.hasOwn(fields, name) ? undeclaredPaths(value, fields[name], inner) : [inner];
  });
}
