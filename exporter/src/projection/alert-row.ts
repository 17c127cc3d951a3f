import { TRAINING_ALERT, type SessionState, type SessionSummary } from '@shadower-training/contract';
import type { MeasurementRow, Tags } from '../store/port.js';
import { configurationKey } from './configuration-key.js';
import type { SessionFacts } from './session.js';
import { stateNumber } from './state.js';
import type { NewestValues } from './writer-news.js';

/** Rules look at minutes: more rows a session would only make their queries slower. */
const EVERY_MILLISECONDS = 10_000;
const HOUR_MILLISECONDS = 3_600_000;

/** What the rows of a session have said up to now. */
export interface AlertsTold {
  readonly at: number;
  readonly state: SessionState;
  readonly divergedAt: number | null;
  readonly configuration: string;
  /** When a row last had the speed of its hour; null before the first. */
  readonly pacedAt: number | null;
}

/** A row, and what has been told with it. */
export interface AlertRow {
  readonly row: MeasurementRow;
  readonly told: AlertsTold;
}

/**
 * What alert rules compare of a session now (InfluxDB only: rules on /metrics have the gauges), under canonical names,
 * whatever the training code calls its metrics; what is not known is left out.
 * @param told Null before the first row.
 * @param now Epoch milliseconds: the row is about this moment, not about the newest step's.
 * @returns null where no row is due: one is when the state changes or the loss is no number, else every ten seconds; never
 * for news about the past.
 */
export function nextAlertRow(
  told: AlertsTold | null,
  facts: SessionFacts,
  summary: SessionSummary,
  newest: NewestValues,
  now: number,
): AlertRow | null {
  const { state, diverged_at_step: divergedAt } = summary;
  const isNews = told === null || told.state !== state || told.divergedAt !== divergedAt;
  if (facts.live_news_at === null || (!isNews && now - told.at < EVERY_MILLISECONDS)) return null;
  const configuration = configurationKey(facts.description);
  const isPaceDue =
    (told?.pacedAt ?? null) === null ||
    told!.configuration !== configuration ||
    now - told!.pacedAt! >= HOUR_MILLISECONDS;
  const paced = pace(summary, isPaceDue);
  const pacedAt = 'hourly_steps_per_second' in paced ? now : (told?.pacedAt ?? null);
  return {
    row: {
      measurement: TRAINING_ALERT.name,
      tags: tagsOf(facts, configuration),
      milliseconds: now,
      nanoseconds: 0,
      coordinates: {},
      fields: finite({ ...standing(facts, summary, newest, now), ...paced }),
    },
    told: { at: now, state, divergedAt, configuration, pacedAt },
  };
}

/** When the row may be written that was not due; null where the session has none at all. */
export function laterAlertRow(told: AlertsTold | null): number | null {
  return told === null ? null : told.at + EVERY_MILLISECONDS;
}

function tagsOf({ workspace_id, session_id, agent_id, description }: SessionFacts, configuration: string): Tags {
  const owner = description.tags?.['owner'];
  return {
    ...{ workspace_id, session_id, agent_id },
    ...(owner ? { owner } : {}),
    ...(configuration === '' ? {} : { configuration }),
  };
}

function standing(facts: SessionFacts, summary: SessionSummary, newest: NewestValues, now: number): Fields {
  return {
    state: stateNumber(facts.state),
    step: summary.completed_steps ?? 0,
    started_at: Math.floor(facts.started_at / 1_000),
    completed_at: Math.ceil((facts.completed_at ?? 0) / 1_000),
    last_news_at: Math.floor(facts.last_news_at / 1_000),
    age_seconds: (now - facts.started_at) / 1_000,
    diverged: summary.diverged_at_step === null ? 0 : 1,
    overfitting_score: summary.quality_metrics.overfitting_score,
    training_loss: newest['training_loss'],
    gradient_norm: newest['gradient_norm'],
    ...behind(newest),
    ...cost(summary),
    ...checkpoints(newest, now),
  };
}

// What a rule calculates with together is there together: Grafana would otherwise mix what is left of two sessions.

function behind({ objective_behind, evaluations_behind }: NewestValues): Fields {
  return objective_behind === undefined ? {} : { objective_behind, evaluations_behind };
}

function cost({ training_cost_usd, monitoring_config }: SessionSummary): Fields {
  const limit = monitoring_config?.budget_usd;
  return training_cost_usd === null || limit === undefined
    ? {}
    : { cost_usd: training_cost_usd, cost_limit_usd: limit };
}

function pace({ step_seconds }: SessionSummary, isHourDue: boolean): Fields {
  if (step_seconds === null || step_seconds === 0) return {};
  const steps_per_second = 1 / step_seconds;
  return { steps_per_second, ...(isHourDue ? { hourly_steps_per_second: steps_per_second } : {}) };
}

function checkpoints({ last_checkpoint_at, checkpoint_interval_seconds }: NewestValues, now: number): Fields {
  return last_checkpoint_at === undefined || checkpoint_interval_seconds === undefined
    ? {}
    : { checkpoint_age_seconds: now / 1_000 - last_checkpoint_at, checkpoint_interval_seconds };
}

type Fields = Readonly<Record<string, number | null | undefined>>;

function finite(fields: Fields): Record<string, number> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      typeof value === 'number' && Number.isFinite(value) ? [[name, value]] : [],
    ),
  );
}
