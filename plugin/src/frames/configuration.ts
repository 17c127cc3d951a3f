/** Query kind `progress`, part `configuration`: what a session was started with, a row a key. */
import type { DataFrame } from '@grafana/data';
import type { SessionSummary } from '@shadower-training/contract';
import { configurationRows } from './configuration-rows';
import { stringField } from './fields';
import { metaOf, type Origin } from './meta';

/** One session's configuration; without a session it has no rows. */
export function configurationFrame(session: SessionSummary | null, origin: Origin): DataFrame {
  const rows = session ? configurationRows(session) : [];
  const column = (name: 'section' | 'key' | 'value') =>
    stringField(
      name,
      rows.map((row) => row[name]),
    );
  return {
    refId: origin.refId,
    name: 'configuration',
    length: rows.length,
    fields: [column('section'), column('key'), column('value')],
    meta: metaOf(origin, { preferredVisualisationType: 'table' }),
  };
}
