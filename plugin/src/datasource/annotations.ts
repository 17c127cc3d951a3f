/**
 * Annotations: an annotation's target is a query of kind `events`; its frame already has Grafana's field names. A new
 * annotation shows what people look for in a curve; every other kind can be chosen.
 */
import type { AnnotationQuery, AnnotationSupport } from '@grafana/data';
import type { AnsweredEvent } from '@shadower-training/contract';
import { migrateQuery } from './migrate-query';
import { QUERY_VERSION, type TrainingQuery } from './query';

/** The best so far, how attempts began, and how sessions ended. */
const KINDS: Array<AnsweredEvent['kind']> = ['best', 'start', 'resume', 'early_stop', 'failure'];

/** What a new annotation asks for. */
const newQuery = (): Partial<TrainingQuery> => ({
  version: QUERY_VERSION,
  kind: 'events',
  sessions: [],
  events: [...KINDS],
});

export const annotationSupport: AnnotationSupport<TrainingQuery> = {
  getDefaultQuery: newQuery,
  // An annotation whose editor nobody has touched has no query yet: what its editor shows is asked for. Dashboards that
  // are written by hand often give the query without its kind.
  prepareQuery: ({ target = newQuery() as TrainingQuery, name }: AnnotationQuery<TrainingQuery>) =>
    migrateQuery({ ...target, refId: target.refId ?? name, kind: target.kind ?? 'events' }),
};
