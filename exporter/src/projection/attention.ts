import type { Attention } from '@shadower-training/contract';
import type { SessionFacts } from './session.js';

/** Levels in the order in which a list shows them. */
export const ATTENTION_RANK: Readonly<Record<Attention['level'], number>> = {
  none: 0,
  info: 1,
  warning: 2,
  critical: 3,
};

/** Values in a row worse than the best before anybody is asked to look: a single one is noise. */
const VALUES_BEFORE_WARNING = 3;

/**
 * Why someone should look at a session, the gravest reason first. News about the past asks for nobody's attention.
 *
 * A function of what happened, never of the time of reading: a session at rest is not written again, so a failure stays
 * `critical`. That one of last week no longer stands first is told where lists are looked at: by `completed_at`, in
 * plugin/src/panels/training-progress/settled.ts.
 */
export function attentionOf(facts: SessionFacts): Attention {
  const { state, scores } = facts;
  if (facts.live_news_at === null) return NOTHING;
  if (state === 'failed') return { level: 'critical', reason: errorLine(facts.error_details) ?? 'failed' };
  if (state === 'hung') return { level: 'critical', reason: 'hung: the process lives, but logs no step' };
  if (state === 'silent') return { level: 'critical', reason: 'silent: no news from the process' };
  if (facts.finished !== null) return NOTHING;
  if (scores !== null && scores.diverged_at_step !== null) {
    return { level: 'critical', reason: `diverged: NaN or infinity at step ${scores.diverged_at_step}` };
  }
  const persists = facts.values_since_best >= VALUES_BEFORE_WARNING;
  if (scores?.overfitting_detected && persists) {
    return { level: 'warning', reason: `overfitting: best at step ${scores.best?.step}, validation worse since` };
  }
  if (scores?.verdict === 'unstable' && persists)
    return { level: 'warning', reason: 'unstable: the objective fell behind its best' };
  if (scores?.overtraining.flag) return { level: 'info', reason: `no better since step ${scores.best?.step}` };
  return NOTHING;
}

const NOTHING: Attention = { level: 'none', reason: null };

/** The last line of a traceback names the error. */
function errorLine(details: string | null): string | null {
  const lines = details?.trim().split('\n') ?? [];
  const last = lines.at(-1)?.trim();
  return last ? last.slice(0, 200) : null;
}
