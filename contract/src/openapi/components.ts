import { z } from 'zod';
import { errorSchema } from '../error-answer.js';
import {
  answeredEventSchema,
  predictionsSchema,
  progressAnswerSchema,
  progressMetricsSchema,
} from '../results/progress.js';
import { qualityDetailsSchema, qualityMetricsSchema, scoreDetailSchema } from '../results/score.js';
import { curveSchema, noticeSchema, seriesAnswerSchema, seriesQuerySchema } from '../results/series.js';
import { attemptSchema, sessionSummarySchema } from '../results/session-summary.js';
import { sessionsTableSchema, tableColumnSchema } from '../results/table.js';
import { stopSchema } from '../wire/batch.js';
import { completeRequestSchema } from '../wire/complete.js';
import { eventsRequestSchema, wireEventSchema } from '../wire/events.js';
import { heartbeatRequestSchema } from '../wire/heartbeat.js';
import { metricsRequestSchema, pointSchema } from '../wire/metrics.js';
import { patchRequestSchema } from '../wire/patch.js';
import { startRequestSchema } from '../wire/start.js';
import { historyAnswerSchema } from './history-answer.js';

export type JsonSchema = Record<string, unknown>;

/** Requests that are named in the document: described as a client writes them (defaults optional). */
const REQUESTS: Readonly<Record<string, z.ZodType>> = {
  StartRequest: startRequestSchema,
  PatchRequest: patchRequestSchema,
  MetricsRequest: metricsRequestSchema,
  Point: pointSchema,
  EventsRequest: eventsRequestSchema,
  Event: wireEventSchema,
  HeartbeatRequest: heartbeatRequestSchema,
  CompleteRequest: completeRequestSchema,
  SeriesQuery: seriesQuerySchema,
};

/** Answers that are named in the document. */
const ANSWERS: Readonly<Record<string, z.ZodType>> = {
  Error: errorSchema,
  SessionSummary: sessionSummarySchema,
  Attempt: attemptSchema,
  QualityMetrics: qualityMetricsSchema,
  QualityDetails: qualityDetailsSchema,
  ScoreDetail: scoreDetailSchema,
  ProgressAnswer: progressAnswerSchema,
  ProgressMetrics: progressMetricsSchema,
  Predictions: predictionsSchema,
  AnsweredEvent: answeredEventSchema,
  SeriesAnswer: seriesAnswerSchema,
  Curve: curveSchema,
  Notice: noticeSchema,
  SessionsTable: sessionsTableSchema,
  TableColumn: tableColumnSchema,
  Stop: stopSchema,
  TrainingHistory: historyAnswerSchema,
};

const uri = (name: string): string => `#/components/schemas/${name}`;

/** All named schemas of the document. */
export function componentSchemas(): Record<string, JsonSchema> {
  return { ...namedSchemas(REQUESTS, 'input'), ...namedSchemas(ANSWERS, 'output') };
}

/** A schema as the document refers to it: by name where it has one, else written out. */
export function schemaOf(schema: z.ZodType, direction: 'input' | 'output'): JsonSchema {
  const named = direction === 'input' ? REQUESTS : ANSWERS;
  const name = Object.keys(named).find((candidate) => named[candidate] === schema);
  if (name) return { $ref: uri(name) };
  // Written out under a name that is thrown away, so that what is named inside it becomes a reference.
  const { written } = namedSchemas({ ...named, written: schema }, direction);
  return written!;
}

/** A request schema written out in full: query parameters are taken from its properties. */
export function writtenOut(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
}

function namedSchemas(
  schemas: Readonly<Record<string, z.ZodType>>,
  io: 'input' | 'output',
): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const result = z.toJSONSchema(registry, { io, uri, override: ({ jsonSchema }) => stayOpen(jsonSchema, io) });
  return Object.fromEntries(
    Object.entries(result.schemas).map(([name, schema]) => {
      const { $schema: _dialect, $id: _id, id: _name, ...rest } = schema as JsonSchema;
      return [name, rest];
    }),
  );
}

/** Answers may grow fields, so their objects are not closed; requests stay as strict as they are. */
function stayOpen(schema: JsonSchema, io: 'input' | 'output'): void {
  if (io === 'output' && schema['additionalProperties'] === false) delete schema['additionalProperties'];
}
