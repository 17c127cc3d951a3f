import type { InfluxdProcess } from '../harness/influxd-process.js';
import type { Ask, AskedQuery } from './rule-evaluator.js';
import type { Vector } from './vector.js';

interface Answer {
  readonly results: readonly {
    readonly series?: readonly {
      readonly tags?: Readonly<Record<string, string>>;
      readonly values: readonly (readonly [number, number | null])[];
    }[];
  }[];
}

/** Asks a real influxd, with the time filter that Grafana writes (pkg/tsdb/influxdb/models/query.go). */
export function askInfluxd(influxd: InfluxdProcess, database: string): Ask {
  return async (queries) => {
    const { results } = JSON.parse(await influxd.query(queries.map(filled).join(';'), database)) as Answer;
    return results.map(({ series }): Vector => {
      if (series === undefined) return null;
      return series.flatMap(({ tags = {}, values }) => {
        const value = values.map(([, each]) => each).findLast((each) => each !== null);
        return value === undefined || value === null ? [] : [{ labels: tags, value }];
      });
    });
  };
}

function filled({ query, from, to }: AskedQuery): string {
  return query.replace('$timeFilter', `time >= ${from * 1_000}ms and time <= ${to * 1_000}ms`);
}
