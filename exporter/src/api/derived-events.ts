import { namesOfMetric, type AnsweredEvent, type SessionSummary } from '@shadower-training/contract';
import type { StoreReader } from '../store/port.js';
import { readPoints } from './curves/read-points.js';
import { heldName, type StoredSession } from './stored-session.js';

/** Events that nobody sent but that follow from a session's state: start, resume, failure, early stop. */
export function derivedEvents({ summary }: StoredSession): AnsweredEvent[] {
  const starts = summary.attempts.map(({ attempt, started_at, first_step }, index) =>
    event(summary, index === 0 ? 'start' : 'resume', started_at, {
      attempt,
      step: first_step,
      title: index === 0 ? 'started' : `resumed as attempt ${attempt}`,
    }),
  );
  return [...starts, ...endOf(summary)];
}

/** The best step so far, at the time of its value; null where there is none, or its value is not in the store yet. */
export async function bestEvent(reader: StoreReader, session: StoredSession): Promise<AnsweredEvent | null> {
  const { summary } = session;
  const { objective, best_step: step, objective_best: value } = summary;
  const field = heldName(session, objective.metric, 'values');
  if (step === null || value === null || field === null || !namesOfMetric(objective.metric).includes(field))
    return null;
  const at = { axis: 'step', from: step, to: step } as const;
  const curves = await readPoints(reader, { session, measurement: 'training_step', field, attempts: 'joined', ...at });
  const time = curves.flatMap((curve) => curve.time).at(-1);
  if (time === undefined) return null;
  return event(summary, 'best', new Date(time).toISOString(), { step, title: `Best ${objective.metric}: ${value}` });
}

function endOf(summary: SessionSummary): AnsweredEvent[] {
  if (summary.completed_at === null) return [];
  const step = summary.attempts.at(-1)?.last_step ?? null;
  if (summary.state === 'failed') {
    return [
      event(summary, 'failure', summary.completed_at, {
        step,
        title: summary.attention.reason ?? lastLine(summary.error_details) ?? 'failed',
        text: summary.error_details,
      }),
    ];
  }
  if (summary.state === 'stopped')
    return [event(summary, 'early_stop', summary.completed_at, { step, title: 'stopped early' })];
  return [];
}

function event(
  summary: SessionSummary,
  kind: AnsweredEvent['kind'],
  time: string,
  rest: Partial<Pick<AnsweredEvent, 'step' | 'attempt' | 'title' | 'text'>>,
): AnsweredEvent {
  const attempt = summary.attempts.at(-1)?.attempt ?? 1;
  return { session_id: summary.session_id, kind, time, step: null, attempt, title: null, text: null, ...rest };
}

/** The failure of an import asks for nobody's attention, and so has no reason there. */
function lastLine(details: string | null): string | null {
  return details?.trim().split('\n').at(-1)?.trim().slice(0, 200) || null;
}
