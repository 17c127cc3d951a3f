/**
 * Queries of our datasource as dashboards store them. The model is the plugin's (plugin/src/datasource/query.ts), in the
 * contract's words; a test of the plugin holds the generated dashboards to it.
 */
import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import type { AnsweredEvent, SeriesQuery, SessionState } from '@shadower-training/contract';
import { DATASOURCE_ID } from './ids.js';

/** The datasource that the dashboard's variable `datasource` names. */
export const DATASOURCE: DataSourceRef = { type: DATASOURCE_ID, uid: '${datasource}' };

/** Version of the query model that the targets are written in. */
const QUERY_VERSION = 1;

/** What every query may say about which sessions it means; entries may be variables such as `$session`. */
export interface Selection {
  sessions?: string[];
  agents?: string[];
  states?: SessionState[];
  where?: string[];
  /** A summary field to sort by; a leading minus for descending. */
  sort?: string;
  limit?: number;
}

/** A query of curves. */
export interface CurvesTarget extends Selection {
  kind: 'series' | 'scores' | 'resources';
  metrics?: string[];
  x?: SeriesQuery['x'];
  attempts?: SeriesQuery['attempts'];
  combine?: SeriesQuery['combine'];
}

/** A query by its kind. */
export type TrainingTarget =
  | (Selection & { kind: 'sessions' })
  | CurvesTarget
  | (Selection & { kind: 'table'; view?: 'sessions' | 'diff' | 'groups'; groupBy?: string[]; onlyDiffering?: boolean })
  | (Selection & { kind: 'events'; events?: AnsweredEvent['kind'][] })
  | (Selection & { kind: 'progress'; part: 'session' | 'log' | 'configuration' });

/** What is stored: the query, whose datasource it is, and its letter. */
export type StoredTarget = TrainingTarget & {
  refId: string;
  version: number;
  datasource: DataSourceRef;
  workspace: string;
};

/** Builds a target; every query follows the dashboard's workspace. */
export class TargetBuilder implements cog.Builder<cog.Dataquery> {
  constructor(
    private readonly query: TrainingTarget,
    private readonly refId = 'A',
  ) {}

  build(): cog.Dataquery {
    const stored: StoredTarget = {
      refId: this.refId,
      datasource: DATASOURCE,
      version: QUERY_VERSION,
      workspace: '$workspace',
      ...this.query,
    };
    // The method by which the SDK tells queries apart is a type's mark only; JSON has no methods.
    return stored as unknown as cog.Dataquery;
  }
}
