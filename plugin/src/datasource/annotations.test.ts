import { describe, expect, it } from '@jest/globals';
import type { AnnotationQuery } from '@grafana/data';
import { annotationSupport } from './annotations';
import type { TrainingQuery } from './query';

const prepared = (annotation: Partial<AnnotationQuery<TrainingQuery>>) =>
  annotationSupport.prepareQuery?.({ name: 'Events', enable: true, iconColor: 'red', ...annotation });

describe('the query of an annotation', () => {
  it('is what its editor shows as long as nobody has touched it', () => {
    expect(prepared({})).toMatchObject({ ...annotationSupport.getDefaultQuery?.(), refId: 'Events' });
  });

  it('asks for events where a dashboard does not say what it asks for', () => {
    const target = { refId: 'Anno', sessions: ['a'] } as TrainingQuery;
    expect(prepared({ target })).toMatchObject({ kind: 'events', sessions: ['a'], refId: 'Anno' });
  });

  it('stays as it is stored', () => {
    const target: TrainingQuery = { refId: 'Anno', version: 1, kind: 'events', events: ['checkpoint'] };
    expect(prepared({ target })).toEqual(target);
  });
});
