import { z } from 'zod';
import { statusAnswerSchema } from '../results/lists.js';
import type { RouteDeclaration } from './route.js';

const open = { method: 'GET', scope: null, subject: 'service' } as const;

/** The exporter about itself. */
export const SERVICE_ROUTES = {
  status: {
    method: 'GET',
    path: '/analytics/status',
    scope: 'read',
    subject: 'service',
    summary: 'Whom the token talks to: version, schema version, workspace, scopes',
    answer: statusAnswerSchema,
  },
  prometheus: {
    method: 'GET',
    path: '/metrics',
    scope: 'metrics',
    own_workspace_scope: 'read',
    subject: 'service',
    summary: 'For Prometheus: the health of the exporter, and gauges of live sessions',
    description:
      'OpenMetrics where the Accept header prefers it, else the text format. With the scope read: the live sessions of the own workspace alone. docs/prometheus.md lists the names.',
    answer: null,
    content_type: ['text/plain', 'application/openmetrics-text'],
  },
  alive: { ...open, path: '/healthz', summary: 'The process lives', answer: z.object({ status: z.literal('ok') }) },
  ready: {
    ...open,
    path: '/readyz',
    summary: 'Data can be accepted; 503 only when nothing can be',
    answer: z.object({ status: z.literal('ready') }),
    errors: ['unavailable'],
  },
  openApi: {
    ...open,
    path: '/openapi.json',
    summary: 'This description, OpenAPI 3.1',
    answer: z.looseObject({ openapi: z.string() }),
  },
  documentation: { ...open, path: '/docs', summary: 'The same for people', answer: null, content_type: 'text/html' },
  page: { ...open, path: '/', summary: 'The page with the panels', answer: null, content_type: 'text/html' },
} as const satisfies Record<string, RouteDeclaration>;
