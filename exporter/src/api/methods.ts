import { allRoutes } from '@shadower-training/contract';

/** Paths without parameters come first: where one fits, those with parameters do not count, as OpenAPI has it. */
const PATTERNS = allRoutes()
  .map(({ route }) => ({
    method: route.method,
    isLiteral: !route.path.includes('{'),
    pattern: new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+')}/?$`),
  }))
  .sort((left, right) => Number(right.isLiteral) - Number(left.isLiteral));

/** Methods that some declared route serves at a path; GET brings HEAD. */
export function methodsOf(path: string): string[] {
  const methods = new Set<string>();
  let foundLiteral = false;
  for (const { method, isLiteral, pattern } of PATTERNS) {
    if (foundLiteral && !isLiteral) break;
    if (!pattern.test(path)) continue;
    foundLiteral ||= isLiteral;
    methods.add(method);
    if (method === 'GET') methods.add('HEAD');
  }
  return [...methods];
}
