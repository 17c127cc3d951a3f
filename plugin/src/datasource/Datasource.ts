/** The datasource: Grafana's interface on one side, one file a concern on the other. */
import {
  DataSourceApi,
  type AnnotationSupport,
  type CoreApp,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceInstanceSettings,
  type MetricFindValue,
  type ScopedVars,
  type TestDataSourceResponse,
} from '@grafana/data';
import { getBackendSrv, getTemplateSrv } from '@grafana/runtime';
import { firstValueFrom, type Observable } from 'rxjs';
import { baseAddress } from './address';
import { annotationSupport } from './annotations';
import { ExporterClient } from './client/client';
import { queryString } from './client/parameters';
import { combine } from './combine';
import { describeQuery } from './describe-query';
import { healthOf, healthOfFailure } from './health';
import { interpolateQuery, type Replace } from './interpolate';
import { typedEvents } from './live/events';
import type { LiveHub } from './live/hub';
import { hubOf } from './live/hubs';
import { openStream } from './live/transport';
import { documentVisible } from './live/visibility';
import { migrateQuery } from './migrate-query';
import type { TrainingOptions } from './options';
import { DEFAULT_QUERY, isCurveKind, metricsOf, type TrainingQuery } from './query';
import { runQuery } from './run/run-query';
import { findVariableValues, type VariableQuery } from './variable-query';
import { TrainingVariables } from './variables';

/** Points are rounded up to a multiple of this, so that panels of similar width share one request. */
const POINTS_STEP = 500;
const MOST_POINTS = 20_000;
/** Ranges begin at a multiple of these milliseconds, for the same reason: "6 hours ago" differs from panel to panel. */
const RANGE_STEP = 10_000;

export class TrainingDatasource extends DataSourceApi<TrainingQuery, TrainingOptions> {
  readonly client: ExporterClient;
  override annotations: AnnotationSupport<TrainingQuery> = annotationSupport;
  private readonly options: TrainingOptions;

  constructor(settings: DataSourceInstanceSettings<TrainingOptions>) {
    super(settings);
    this.options = settings.jsonData ?? {};
    this.client = new ExporterClient(baseAddress(settings), getBackendSrv);
    // Grafana's type asks for an editor that takes any datasource; it only ever hands over this one.
    this.variables = new TrainingVariables(this) as unknown as typeof this.variables;
  }

  override query(request: DataQueryRequest<TrainingQuery>): Observable<DataQueryResponse> {
    const targets = request.targets.map(migrateQuery).filter((target) => this.filterQuery(target));
    const running = targets.map((target) => {
      const query = interpolateQuery(target, this.replace, request.scopedVars);
      const context = {
        client: this.client,
        query,
        from: Math.floor(request.range.from.valueOf() / RANGE_STEP) * RANGE_STEP,
        to: request.range.to.valueOf(),
        openEnd: isOpenEnd(request),
        points: pointsFor(request.maxDataPoints),
        hub: this.hubFor(query, request),
      };
      return { refId: query.refId, answers: runQuery(context) };
    });
    return combine(running, request.requestId);
  }

  override async testDatasource(): Promise<TestDataSourceResponse> {
    try {
      return healthOf(await firstValueFrom(this.client.status()));
    } catch (thrown) {
      return healthOfFailure(thrown);
    }
  }

  override getDefaultQuery(_app: CoreApp): Partial<TrainingQuery> {
    return DEFAULT_QUERY;
  }

  /** A query that can't be answered is not sent. */
  override filterQuery(stored: TrainingQuery): boolean {
    const query = migrateQuery(stored);
    if (query.hide) return false;
    if (query.kind === 'progress') return Boolean(query.sessions?.length);
    if (isCurveKind(query.kind)) return metricsOf(query).length > 0 && (query.x !== 'metric' || Boolean(query.xMetric));
    return true;
  }

  override interpolateVariablesInQueries(queries: TrainingQuery[], scopedVars: ScopedVars): TrainingQuery[] {
    return queries.map((query) => ({
      ...interpolateQuery(migrateQuery(query), this.replace, scopedVars),
      datasource: this.getRef(),
    }));
  }

  override getQueryDisplayText(query: TrainingQuery): string {
    return describeQuery(migrateQuery(query));
  }

  /** Values of a variable; Grafana itself asks through `variables`. */
  override metricFindQuery(query: VariableQuery, options?: { scopedVars?: ScopedVars }): Promise<MetricFindValue[]> {
    return firstValueFrom(findVariableValues(this.client, query, this.replace, options?.scopedVars ?? {}));
  }

  readonly replace: Replace = (target, scopedVars, format) => getTemplateSrv().replace(target, scopedVars, format);

  /** The tab's stream for a query; none where it is switched off or the end of the range is fixed. */
  private hubFor(query: TrainingQuery, request: DataQueryRequest<TrainingQuery>): LiveHub | null {
    if (query.live === false || this.options.live === false) return null;
    if (!isOpenEnd(request) && isCurveKind(query.kind) && query.x === 'time') return null;
    const workspace = query.workspace || undefined;
    return hubOf(this.uid, workspace, () => ({
      open: (question) => {
        const path = `/analytics/live${queryString({ workspace_id: workspace, ...question })}`;
        return typedEvents(openStream(this.client.base + path, getBackendSrv()));
      },
      visible: documentVisible,
    }));
  }
}

/** Whether the range ends now, or later. */
function isOpenEnd({ range, rangeRaw }: DataQueryRequest<TrainingQuery>): boolean {
  const end = (rangeRaw ?? range.raw)?.to;
  return end === 'now' || range.to.valueOf() >= Date.now();
}

function pointsFor(maxDataPoints: number | undefined): number {
  const wanted = maxDataPoints ?? 2 * POINTS_STEP;
  return Math.min(MOST_POINTS, Math.max(POINTS_STEP, Math.ceil(wanted / POINTS_STEP) * POINTS_STEP));
}
