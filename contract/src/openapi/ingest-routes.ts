import { z } from 'zod';
import { idSchema } from '../text.js';
import { completeAnswerSchema, completeRequestSchema } from '../wire/complete.js';
import { eventsAnswerSchema, eventsRequestSchema } from '../wire/events.js';
import { heartbeatAnswerSchema, heartbeatRequestSchema } from '../wire/heartbeat.js';
import { metricsAnswerSchema, metricsRequestSchema } from '../wire/metrics.js';
import { patchRequestSchema } from '../wire/patch.js';
import { startAnswerSchema, startRequestSchema } from '../wire/start.js';
import type { RouteDeclaration } from './route.js';

const workspaceQuerySchema = z.strictObject({ workspace_id: idSchema.optional() });
const write = { scope: 'ingest', subject: 'ingest', query: workspaceQuerySchema } as const;

/** The native wire: what training code sends. Bodies are JSON, plain or gzip; answers come when the data is durable. */
export const INGEST_ROUTES = {
  startSession: {
    ...write,
    method: 'POST',
    path: '/analytics/training/start',
    summary: 'Start or resume a training session',
    description: 'On an existing session a new attempt is opened, except for a repeat of the same producer.',
    body: startRequestSchema,
    answer: startAnswerSchema,
    statuses: { 201: 'A new session.', 200: 'A resume, or a repeated start.' },
    errors: ['conflict'],
    examples: {
      body: {
        agent_id: 'support-agent',
        name: 'first try',
        total_steps: 1000,
        training_config: {
          model_base: 'llama-3-8b',
          training_type: 'fine_tuning',
          hyperparameters: { learning_rate: 0.0002 },
        },
      },
      answer: { session_id: '0197…', workspace_id: 'default', attempt: 1, url: 'http://127.0.0.1:4319/?session=0197…' },
    },
  },
  describeSession: {
    ...write,
    method: 'PATCH',
    path: '/analytics/training/{session_id}',
    summary: 'Add what became known later: name, tags, notes, configuration, totals',
    body: patchRequestSchema,
    answer: z.looseObject({ session_id: idSchema }),
    errors: ['not_found'],
    examples: { body: { tags: { team: 'search' }, total_steps: 2000 } },
  },
  logMetrics: {
    ...write,
    method: 'POST',
    path: '/analytics/training/{session_id}/metrics',
    summary: 'Log points: metric values at a step, epoch and time',
    description:
      'At most 10,000 points. Answered when they are durable. With `producer` and `sequence` the request may be repeated safely; without them each point needs `time`.',
    body: metricsRequestSchema,
    answer: metricsAnswerSchema,
    errors: ['not_found'],
    examples: {
      body: {
        producer: '0197-process',
        sequence: 1,
        points: [{ step: 10, epoch: 0.1, metrics: { train_loss: 2.31, learning_rate: 0.0002 } }],
      },
      answer: { accepted: 2, duplicates: 0, acknowledged_sequence: 1, stop: { requested: false } },
    },
  },
  logEvents: {
    ...write,
    method: 'POST',
    path: '/analytics/training/{session_id}/events',
    summary: 'Log events: checkpoints, evaluations, notes, alerts, log lines',
    body: eventsRequestSchema,
    answer: eventsAnswerSchema,
    errors: ['not_found'],
    examples: { body: { events: [{ kind: 'checkpoint', step: 500, title: 'step-500.pt' }] } },
  },
  heartbeat: {
    ...write,
    method: 'POST',
    path: '/analytics/training/{session_id}/heartbeat',
    summary: 'Say that the process lives, and what it is doing; hear whether it should stop',
    body: heartbeatRequestSchema,
    answer: heartbeatAnswerSchema,
    errors: ['not_found'],
    examples: { body: { step: 120, phase: 'evaluation' }, answer: { stop: { requested: false } } },
  },
  completeSession: {
    ...write,
    method: 'POST',
    path: '/analytics/training/{session_id}/complete',
    summary: 'End a session: completed, failed, stopped or cancelled',
    body: completeRequestSchema,
    answer: completeAnswerSchema,
    errors: ['not_found', 'conflict'],
    examples: { body: { status: 'completed' } },
  },
} as const satisfies Record<string, RouteDeclaration>;
