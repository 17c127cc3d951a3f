/** A query in a few words, for query history and collapsed rows. */
import { isCurveKind, metricsOf, type TrainingQuery } from './query';

export function describeQuery(query: TrainingQuery): string {
  const of = query.sessions?.length ? ` of ${query.sessions.join(', ')}` : '';
  const by = query.agents?.length ? ` by ${query.agents.join(', ')}` : '';
  if (isCurveKind(query.kind))
    return `${metricsOf(query).join(', ')} over ${query.xMetric ?? query.x ?? 'step'}${of}${by}`;
  if (query.kind === 'progress') return `${query.part ?? 'session'}${of}`;
  return `${query.kind}${of}${by}`;
}
