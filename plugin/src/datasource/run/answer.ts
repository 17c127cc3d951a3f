/** What running one query gives, each time it has something to say. */
import type { DataFrame } from '@grafana/data';

export interface QueryAnswer {
  frames: DataFrame[];
  /** Thrown by the newest request; frames of an earlier one may stand beside it. */
  error?: unknown;
  /** Whether more is to be expected without asking. */
  streaming: boolean;
}
