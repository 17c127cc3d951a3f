import {
  allRoutes,
  errorsOf,
  ERROR_STATUS,
  goodStatuses,
  routeParameters,
  scopeWords,
  type RouteDeclaration,
} from '@shadower-training/contract';

const STYLE = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62em; margin: 0 auto; padding: 1em 1em 6em; }
h2 { margin-top: 2.5em; border-bottom: 1px solid #8884; }
details { border: 1px solid #8884; border-radius: 4px; margin: .5em 0; padding: .4em .8em; }
summary { cursor: pointer; }
code, pre { font: 13px/1.5 ui-monospace, monospace; }
pre { background: #8881; padding: .8em; overflow-x: auto; border-radius: 4px; }
table { border-collapse: collapse; } td, th { text-align: left; vertical-align: top; padding: .2em 1em .2em 0; }
.method { display: inline-block; min-width: 4em; font-weight: 600; }
.muted { opacity: .7; }`;

const TITLES: Readonly<Record<RouteDeclaration['subject'], string>> = {
  ingest: 'Send training data',
  sessions: 'Read sessions',
  curves: 'Read curves, events and news',
  lists: 'Lists',
  service: 'The exporter itself',
};

/** The readable page of the API, made from the same declarations as /openapi.json; one file, no script. */
export function documentationPage(version: string, server: string): string {
  const chapters = (Object.keys(TITLES) as RouteDeclaration['subject'][]).map((subject) => {
    const routes = allRoutes().filter(({ route }) => route.subject === subject);
    return `<h2>${TITLES[subject]}</h2>${routes.map(({ route }) => routeSection(route, server)).join('')}`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Shadower Training API</title><style>${STYLE}</style></head>
<body><h1>Shadower Training API <span class="muted">${escapeHtml(version)}</span></h1>
<p>For machines: <a href="openapi.json">openapi.json</a>. Bodies and answers are JSON; bodies may be gzip. With tokens, send <code>Authorization: Bearer TOKEN</code>. Every error has the form <code>{"error": {"code", "message", "details": [{"path", "problem"}]}}</code>.</p>
${chapters.join('\n')}</body></html>`;
}

function routeSection(route: RouteDeclaration, server: string): string {
  const statuses = Object.entries(goodStatuses(route)).map(
    ([status, text]) => `<tr><td>${status}</td><td>${escapeHtml(text)}</td></tr>`,
  );
  const errors = errorsOf(route).map((code) => `<tr><td>${ERROR_STATUS[code]}</td><td>${code}</td></tr>`);
  return `<details><summary><span class="method">${route.method}</span><code>${escapeHtml(route.path)}</code> ${escapeHtml(route.summary)}</summary>
${route.description ? `<p>${escapeHtml(route.description)}</p>` : ''}
<p class="muted">Scope: ${scopeWords(route) ?? 'none, no token needed'}</p>
${parametersTable(route)}
<h4>Example</h4><pre>${escapeHtml(curl(route, server))}</pre>
${route.examples?.answer === undefined ? '' : `<pre>${escapeHtml(JSON.stringify(route.examples.answer, null, 2))}</pre>`}
<h4>Answers</h4><table>${statuses.join('')}${errors.join('')}</table></details>`;
}

function parametersTable(route: RouteDeclaration): string {
  const rows = routeParameters(route).map(({ name, place, description }) => {
    return `<tr><td><code>${escapeHtml(name)}</code></td><td>${place}</td><td>${escapeHtml(description)}</td></tr>`;
  });
  return rows.length === 0 ? '' : `<table>${rows.join('')}</table>`;
}

/** The call as one would type it. */
export function curl(route: RouteDeclaration, server: string): string {
  const query = route.examples?.query ? `?${route.examples.query}` : '';
  const address = `'${server}${route.path}${query}'`;
  const parts = ['curl', ...(route.method === 'GET' ? [] : ['-X', route.method]), address];
  if (route.body)
    parts.push("-H 'Content-Type: application/json'", `-d '${JSON.stringify(route.examples?.body ?? {})}'`);
  return parts.join(' ');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
