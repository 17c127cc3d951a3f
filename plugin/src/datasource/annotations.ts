/** Annotations: an annotation's target is a query of kind `events`; its frame already has Grafana's field names. */
import type { AnnotationSupport } from '@grafana/data';
import { QUERY_VERSION, type TrainingQuery } from './query';

export const annotationSupport: AnnotationSupport<TrainingQuery> = {
  getDefaultQuery: () => ({ version: QUERY_VERSION, kind: 'events', sessions: [], events: [] }),
};
