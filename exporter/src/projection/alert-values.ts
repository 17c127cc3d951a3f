import type { ObjectiveBehind } from '../analytics/session/objective-behind.js';
import type { Checkpoints } from './checkpoints.js';
import type { NewestValues } from './writer-news.js';

/**
 * What alerts look at beside a session's newest values; what is not known is left out. `objective_behind` is a share,
 * times are epoch seconds and seconds.
 */
export function alertValues(behind: ObjectiveBehind | null, { last, interval }: Checkpoints): NewestValues {
  return {
    ...(behind === null ? {} : { objective_behind: behind.share, evaluations_behind: behind.evaluations }),
    ...(last === null ? {} : { last_checkpoint_at: last / 1_000 }),
    ...(interval === null ? {} : { checkpoint_interval_seconds: interval / 1_000 }),
  };
}
