import type { AnsweredEvent } from '@shadower-training/contract';
import type { StoredRow } from '../store/port.js';

/** A row of `training_event` as it is answered. */
export function answeredEvent({ tags, milliseconds, fields }: StoredRow): AnsweredEvent {
  return {
    session_id: tags['session_id'] ?? '',
    kind: tags['kind'] as AnsweredEvent['kind'],
    time: new Date(milliseconds).toISOString(),
    step: typeof fields['step'] === 'number' ? fields['step'] : null,
    attempt: Number(tags['attempt'] ?? 1),
    title: textOf(fields['title']),
    text: textOf(fields['text']),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
