import type { SessionSummary } from '@shadower-training/contract';
import type { ObjectiveBehind } from '../analytics/session/objective-behind.js';
import type { Tags } from '../store/port.js';
import type { AlertsTold } from './alert-row.js';
import type { Checkpoints } from './checkpoints.js';
import type { ResourceSamples } from './newest-values.js';
import type { SessionCurves } from './session-curves.js';
import type { LiveSession } from './session.js';
import type { SharedSession } from './shared/shared-session.js';

/** A session in memory, and what follows from its facts and values. */
export interface SessionEntry {
  readonly key: string;
  readonly session: LiveSession;
  readonly curves: SessionCurves;
  readonly resources: ResourceSamples;
  readonly checkpoints: Checkpoints;
  /** Where other exporters may serve it too. */
  readonly shared: SharedSession | null;
  /** Whether the store has less than is known here. */
  isUnwritten: boolean;
  /** Of the last scores; null before the first since it came into memory. */
  behind: ObjectiveBehind | null;
  alertsTold: AlertsTold | null;
  /** When what is news for alert rules may be told: soon after the last row it was not. Null where none is. */
  alertRowAt: number | null;
  summary: SessionSummary | null;
  /** Of its points, by attempt. */
  readonly tags: Tags[];
  dirty: boolean;
  publishedAt: number;
  touchedAt: number;
}
