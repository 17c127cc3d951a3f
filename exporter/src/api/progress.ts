import type { ProgressAnswer, ProgressMetrics } from '@shadower-training/contract';
import { answeredValue, LIMITS } from '@shadower-training/contract';
import type { StoreReader } from '../store/port.js';
import { readPoints, type ReadCurve, type StoredAxis } from './curves/read-points.js';
import { answeredEvent } from './answered-event.js';
import type { Handler } from './handler.js';
import { heldName, type SessionLookup, type StoredSession } from './stored-session.js';

const LOG_LINES = 200;
const NO_FORECAST = {
  final_loss: null,
  best_epoch: null,
  time_left_seconds: null,
  final_cost_usd: null,
  reason: 'no forecast yet',
};
const NO_POINTS = { x: [], y: [], time: [] };
const AXES: readonly StoredAxis[] = ['step', 'epoch', 'time'];

/** GET /analytics/training/{session_id}/progress. */
export function progressHandler(reader: StoreReader, sessions: SessionLookup): Handler<'progress'> {
  return async ({ workspace_id, parameters, query, signal }): Promise<ProgressAnswer> => {
    const session = await sessions.one(workspace_id, parameters['session_id']!);
    signal.throwIfAborted();
    const [metrics, log] = await Promise.all([progressMetrics(reader, session), logTail(reader, session)]);
    return {
      ...session.summary,
      training_config: session.summary.training_config ?? {},
      progress_metrics: metrics,
      predictions: query.include_predictions ? NO_FORECAST : null,
      log_tail: log,
    };
  };
}

async function progressMetrics(reader: StoreReader, session: StoredSession): Promise<ProgressMetrics> {
  const read = (metric: string) => mainCurve(reader, session, metric);
  const [training, validation, rate, norm] = await Promise.all(
    ['training_loss', 'validation_loss', 'learning_rate', 'gradient_norm'].map(read),
  );
  return {
    current_epoch: session.summary.current_epoch,
    steps_completed: session.summary.completed_steps,
    training_loss: training!.y.map(answeredValue),
    training_loss_steps: [...training!.x],
    validation_loss: validation!.y.map(answeredValue),
    validation_loss_steps: [...validation!.x],
    learning_rate_schedule: rate!.y.map(answeredValue),
    learning_rate_schedule_steps: [...rate!.x],
    gradient_norm: norm!.y.map(answeredValue),
    gradient_norm_steps: [...norm!.x],
  };
}

/** A metric's curve by step (else epoch, else time): the one without labels, else that of rank 0, else the first. */
async function mainCurve(
  reader: StoreReader,
  session: StoredSession,
  metric: string,
): Promise<Pick<ReadCurve, 'x' | 'y'>> {
  const field = heldName(session, metric, 'values');
  if (field === null) return NO_POINTS;
  for (const axis of AXES) {
    const request = {
      session,
      measurement: 'training_step',
      field,
      axis,
      attempts: 'joined',
      points: LIMITS.progressArrayLength,
    } as const;
    const curves = await readPoints(reader, request);
    const main =
      curves.find(({ labels }) => Object.keys(labels).length === 0) ??
      curves.find(({ labels }) => labels['rank'] === '0') ??
      curves[0];
    if (main) return main;
  }
  return NO_POINTS;
}

async function logTail(reader: StoreReader, { summary }: StoredSession): Promise<ProgressAnswer['log_tail']> {
  const rows = await reader.rows({
    measurement: 'training_event',
    tags: { workspace_id: [summary.workspace_id], session_id: [summary.session_id], kind: ['log'] },
    limit: LOG_LINES,
  });
  return rows.map(answeredEvent).reverse();
}
