import { allRoutes } from '@shadower-training/contract';

const PATTERNS = allRoutes().map(({ route }) => ({
  method: route.method,
  pattern: new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+')}/?$`),
}));

/** Methods that some declared route serves at a path; GET brings HEAD. */
export function methodsOf(path: string): string[] {
  const methods = new Set<string>();
  for (const { method, pattern } of PATTERNS) {
    if (!pattern.test(path)) continue;
    methods.add(method);
    if (method === 'GET') methods.add('HEAD');
  }
  return [...methods];
}
