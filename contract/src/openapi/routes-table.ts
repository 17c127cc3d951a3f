import { scopeWords } from './route.js';
import { allRoutes } from './routes.js';

/** The table of calls in docs/api.md, as Markdown; a test holds the file to it. */
export function routesTable(): string {
  const rows = allRoutes().map(
    ({ route }) => `| \`${route.method} ${route.path}\` | ${scopeWords(route) ?? 'none'} | ${route.summary} |`,
  );
  return ['| call | scope | what it does |', '|---|---|---|', ...rows].join('\n');
}
