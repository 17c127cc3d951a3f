import { z } from 'zod';
import {
  agentsAnswerSchema,
  eventsListAnswerSchema,
  eventsQuerySchema,
  fieldsAnswerSchema,
  fieldsQuerySchema,
  fieldValuesAnswerSchema,
  fieldValuesQuerySchema,
  listQuerySchema,
  metricNamesAnswerSchema,
  tagsAnswerSchema,
  workspacesAnswerSchema,
} from '../results/lists.js';
import { liveQuerySchema } from '../results/live.js';
import { progressAnswerSchema } from '../results/progress.js';
import { seriesAnswerSchema, seriesQuerySchema } from '../results/series.js';
import {
  historyQuerySchema,
  progressQuerySchema,
  sessionsAnswerSchema,
  sessionsQuerySchema,
} from '../results/sessions.js';
import { sessionsTableSchema } from '../results/table.js';
import { historyAnswerSchema } from './history-answer.js';
import type { RouteDeclaration } from './route.js';

const SERIES_DESCRIPTION =
  'At most 200 sessions and 50 metrics. Canonical names (`training_loss`, `validation_loss`, …) find what frameworks logged under their own. Downsampled to `points` a curve with first, minimum, maximum and last of each bucket kept. NaN and infinities are text. What the reader should know is in `notices`.';

/** What people, panels and scripts read about sessions. */
export const SESSION_ROUTES = {
  listSessions: {
    method: 'GET',
    path: '/analytics/sessions',
    scope: 'read',
    subject: 'sessions',
    summary: 'List sessions by filter, sorted, in pages',
    description:
      'Conditions (`where`) compare `hyperparameters.X`, `metrics.X` (newest value), `tags.X` or any field of the summary, such as `quality_metrics.overfitting_score`. `from` and `to` (ISO 8601 or epoch milliseconds) select the sessions that were active in between.',
    query: sessionsQuerySchema,
    answer: sessionsAnswerSchema,
    examples: { query: 'state=running&where=hyperparameters.learning_rate%3E%3D0.001&sort=-started_at' },
  },
  sessionsTable: {
    method: 'GET',
    path: '/analytics/sessions/table',
    scope: 'read',
    subject: 'sessions',
    summary: 'Sessions side by side: a row each, columns for what they hold, marked where they differ',
    query: sessionsQuerySchema,
    answer: sessionsTableSchema,
    examples: { query: 'session_id=a&session_id=b' },
  },
  trainingHistory: {
    method: 'GET',
    path: '/analytics/agents/{agent_id}/training-history',
    scope: 'read',
    subject: 'sessions',
    summary: 'Sessions of an agent, newest first, in pages',
    query: historyQuerySchema,
    answer: historyAnswerSchema,
    errors: ['not_found'],
  },
  progress: {
    method: 'GET',
    path: '/analytics/training/{session_id}/progress',
    scope: 'read',
    subject: 'sessions',
    summary: 'One session: state, scores with their reasons, loss curves, forecasts, last log lines',
    query: progressQuerySchema,
    answer: progressAnswerSchema,
    errors: ['not_found'],
  },
  optimize: {
    method: 'POST',
    path: '/analytics/training/optimize',
    scope: 'read',
    subject: 'sessions',
    summary: 'Suggest hyperparameters: not implemented yet, answers 501',
    body: z.looseObject({}),
    answer: null,
    statuses: {},
    errors: ['not_implemented'],
  },
} as const satisfies Record<string, RouteDeclaration>;

/** Curves, events and the stream of news. */
export const CURVE_ROUTES = {
  series: {
    method: 'GET',
    path: '/analytics/series',
    scope: 'read',
    subject: 'curves',
    summary: 'Curves of several sessions and metrics',
    description: `${SERIES_DESCRIPTION} Labels are written \`labels[gpu]=0\`.`,
    query: seriesQuerySchema,
    answer: seriesAnswerSchema,
    errors: ['not_found'],
    examples: { query: 'session_id=a&session_id=b&metric=validation_loss&x=step&points=1000' },
  },
  seriesByBody: {
    method: 'POST',
    path: '/analytics/series',
    scope: 'read',
    subject: 'curves',
    summary: 'The same with the query as a JSON body, for many sessions',
    description: SERIES_DESCRIPTION,
    body: seriesQuerySchema,
    answer: seriesAnswerSchema,
    errors: ['not_found'],
    examples: { body: { session_id: ['a', 'b'], metric: ['training_loss', 'validation_loss'], x: 'epoch' } },
  },
  events: {
    method: 'GET',
    path: '/analytics/events',
    scope: 'read',
    subject: 'curves',
    summary: 'What happened: events that were sent, and start, resume, best and failure of each session',
    query: eventsQuerySchema,
    answer: eventsListAnswerSchema,
    examples: { query: 'session_id=a&kind=checkpoint' },
  },
  live: {
    method: 'GET',
    path: '/analytics/live',
    scope: 'read',
    subject: 'curves',
    summary: 'A stream of news (server-sent events)',
    description:
      'Events: `hello`, `sessions` (changed summaries), `points` (new values of the sessions named), `deleted` (`session_ids` that are gone), `end` (the exporter stops). A comment comes every 15 s. `skipped: true` says that a slow reader lost points and should ask for the series again.',
    query: liveQuerySchema,
    answer: null,
    content_type: 'text/event-stream',
    statuses: { 200: 'The stream.' },
    errors: ['too_many_requests'],
  },
} as const satisfies Record<string, RouteDeclaration>;

const list = { method: 'GET', scope: 'read', subject: 'lists' } as const;

/** Option lists for editors and variables. */
export const LIST_ROUTES = {
  listWorkspaces: {
    ...list,
    path: '/analytics/workspaces',
    summary: 'Workspaces that the reader may see',
    answer: workspacesAnswerSchema,
  },
  listAgents: {
    ...list,
    path: '/analytics/agents',
    summary: 'Agents and how many sessions each has',
    query: listQuerySchema,
    answer: agentsAnswerSchema,
  },
  listMetrics: {
    ...list,
    path: '/analytics/metrics',
    summary: 'Metric names that the sessions hold, with units',
    query: listQuerySchema,
    answer: metricNamesAnswerSchema,
  },
  listTags: {
    ...list,
    path: '/analytics/tags',
    summary: 'Tag names and their values',
    query: listQuerySchema,
    answer: tagsAnswerSchema,
  },
  listFields: {
    ...list,
    path: '/analytics/fields',
    summary: 'Fields by which sessions can be filtered and sorted, with their types',
    description:
      'Of the newest 1,000 sessions that match: every tag, hyperparameter, metric (by its canonical name and by the one it was logged under), score and summary field that one of them has a value for.',
    query: fieldsQuerySchema,
    answer: fieldsAnswerSchema,
    examples: { query: 'state=running' },
  },
  listFieldValues: {
    ...list,
    path: '/analytics/field-values',
    summary: 'Values that sessions have in a field',
    query: fieldValuesQuerySchema,
    answer: fieldValuesAnswerSchema,
    examples: { query: 'field=hyperparameters.optimizer' },
  },
} as const satisfies Record<string, RouteDeclaration>;
