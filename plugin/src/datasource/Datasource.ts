/** The datasource: Grafana's interface on one side, one file a concern on the other. */
import {
  DataSourceApi,
  type AdHocVariableFilter,
  type AnnotationSupport,
  CoreApp,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceGetTagKeysOptions,
  type DataSourceGetTagValuesOptions,
  type DataSourceInstanceSettings,
  type GetTagResponse,
  type MetricFindValue,
  type ScopedVars,
  type TestDataSourceResponse,
} from '@grafana/data';
import { config, getBackendSrv, getTemplateSrv } from '@grafana/runtime';
import type { Notice } from '@shadower-training/contract';
import { firstValueFrom, type Observable } from 'rxjs';
import type { GrafanaPlace } from '../frames/links';
import type { SessionAddress, SessionChange, SessionEditing } from '../frames/session-editing';
import { addressProblem, baseAddress } from './address';
import { conditionsOfFilters, withFilters } from './adhoc-filters';
import { findKeys, findValues, type AdhocScope } from './adhoc-keys';
import { annotationSupport } from './annotations';
import { ExporterClient } from './client/client';
import { exporterError } from './client/errors';
import { queryString } from './client/parameters';
import { combine } from './combine';
import { describeQuery } from './describe-query';
import { healthOf, healthOfFailure } from './health';
import { interpolateQuery, unknownVariables, type Replace } from './interpolate';
import { typedEvents } from './live/events';
import type { LiveHub } from './live/hub';
import { hubOf } from './live/hubs';
import { openStream } from './live/transport';
import { documentVisible } from './live/visibility';
import { migrateQuery } from './migrate-query';
import type { TrainingOptions } from './options';
import { DEFAULT_QUERY, isCurveKind, metricsOf, type TrainingQuery } from './query';
import type { RunContext, ShownBy } from './run/context';
import { runQuery } from './run/run-query';
import { SchemaCheck } from './schema-check';
import { canEdit, readSession, updateSession } from './session-editing';
import { findVariableValues, type VariableQuery } from './variable-query';
import { TrainingVariables } from './variables';

/** Points are rounded up to a multiple of this, so that panels of similar width share one request. */
const POINTS_STEP = 500;
const MOST_POINTS = 20_000;
/** Ranges begin at a multiple of these milliseconds, for the same reason: "6 hours ago" differs from panel to panel. */
const RANGE_STEP = 10_000;

export class TrainingDatasource extends DataSourceApi<TrainingQuery, TrainingOptions> implements SessionEditing {
  readonly client: ExporterClient;
  override annotations: AnnotationSupport<TrainingQuery> = annotationSupport;
  private readonly options: TrainingOptions;
  private readonly schema: SchemaCheck;

  constructor(settings: DataSourceInstanceSettings<TrainingOptions>) {
    super(settings);
    this.options = settings.jsonData ?? {};
    this.client = new ExporterClient(baseAddress(settings), getBackendSrv);
    this.schema = new SchemaCheck(this.client);
    // Grafana's type asks for an editor that takes any datasource; it only ever hands over this one.
    this.variables = new TrainingVariables(this) as unknown as typeof this.variables;
  }

  override query(request: DataQueryRequest<TrainingQuery>): Observable<DataQueryResponse> {
    const targets = request.targets.map(migrateQuery).filter((target) => this.filterQuery(target));
    const running = targets.map((target) => {
      const context = this.contextOf(target, request);
      return { refId: context.query.refId, answers: this.schema.explain(runQuery(context)) };
    });
    return combine(running, request.requestId);
  }

  private contextOf(target: TrainingQuery, request: DataQueryRequest<TrainingQuery>): RunContext {
    const asWritten = interpolateQuery(target, this.replace, request.scopedVars);
    const query = withGroupBy(withFilters(asWritten, request.filters), request.groupByKeys);
    const unknown = unknownVariables(asWritten).map((name): Notice => ({
      severity: 'warning',
      text: `${name} is no variable here: it is taken as it stands.`,
    }));
    return {
      client: this.client,
      query,
      from: Math.floor(request.range.from.valueOf() / RANGE_STEP) * RANGE_STEP,
      to: request.range.to.valueOf(),
      openEnd: isOpenEnd(request),
      shownBy: shownBy(request),
      points: pointsFor(request.maxDataPoints),
      hub: this.hubFor(query, request),
      notices: [...conditionsOfFilters(request.filters).notices, ...unknown],
      grafana: this.grafana(query),
    };
  }

  override async testDatasource(): Promise<TestDataSourceResponse> {
    // On the exporter's own page there is no address to enter.
    const problem = this.client.base === '' ? null : addressProblem(this.options.url ?? '');
    if (problem !== null) return { status: 'error', message: `${problem}.` };
    try {
      return healthOf(await firstValueFrom(this.client.status()));
    } catch (thrown) {
      return healthOfFailure(thrown);
    }
  }

  /** Fields that ad-hoc filters and group-by variables can name. */
  override async getTagKeys(options?: Partial<DataSourceGetTagKeysOptions<TrainingQuery>>): Promise<GetTagResponse> {
    return this.offer((scope) => findKeys(this.client, scope), options);
  }

  /** Values of such a field, of the sessions that the other filters leave. */
  override async getTagValues(options: DataSourceGetTagValuesOptions<TrainingQuery>): Promise<GetTagResponse> {
    const others = (options.filters ?? []).filter(({ key }) => key !== options.key);
    return this.offer((scope) => findValues(this.client, options.key, scope), { ...options, filters: others });
  }

  private async offer(find: (scope: AdhocScope) => Observable<MetricFindValue[]>, scope: AdhocScope = {}) {
    try {
      return { data: await firstValueFrom(find(scope)) };
    } catch (thrown) {
      return { data: [], error: { message: exporterError(thrown).message } };
    }
  }

  readSession = (session: SessionAddress) => readSession(this.client, session);
  updateSession = (session: SessionAddress, change: SessionChange) => updateSession(this.client, session, change);
  canEdit = () => canEdit(this.client);

  override getDefaultQuery(_app: CoreApp): Partial<TrainingQuery> {
    return DEFAULT_QUERY;
  }

  /** A query that can't be answered is not sent. */
  override filterQuery(stored: TrainingQuery): boolean {
    const query = migrateQuery(stored);
    if (query.hide) return false;
    if (isCurveKind(query.kind)) return metricsOf(query).length > 0 && (query.x !== 'metric' || Boolean(query.xMetric));
    return true;
  }

  override interpolateVariablesInQueries(
    queries: TrainingQuery[],
    scopedVars: ScopedVars,
    filters?: AdHocVariableFilter[],
  ): TrainingQuery[] {
    return queries.map((query) => ({
      ...withFilters(interpolateQuery(migrateQuery(query), this.replace, scopedVars), filters),
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

  /** Where Grafana's dashboards are; nowhere on the exporter's own page. */
  private grafana({ workspace }: TrainingQuery): GrafanaPlace | null {
    const orgId = config.bootData?.user?.orgId;
    if (this.client.base === '' || !orgId) return null;
    return { subPath: config.appSubUrl ?? '', orgId, datasource: this.uid, workspace };
  }

  /** The tab's stream for a query; none where it is switched off or the end of the range is fixed. */
  private hubFor(query: TrainingQuery, request: DataQueryRequest<TrainingQuery>): LiveHub | null {
    if (query.live === false || this.options.live === false) return null;
    // Grafana asks for annotations itself, with each refresh, and waits for the end of an answer.
    if (request.scopedVars?.['__annotation'] !== undefined) return null;
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

/** A table grouped by a dashboard's group-by variable. */
function withGroupBy(query: TrainingQuery, keys: readonly string[] | undefined): TrainingQuery {
  if (query.kind !== 'table' || !keys?.length) return query;
  return { ...query, view: 'groups', groupBy: [...keys] };
}

function shownBy({ app, panelPluginId }: DataQueryRequest<TrainingQuery>): ShownBy {
  if (app === CoreApp.Explore) return 'explore';
  return panelPluginId === 'table' ? 'table' : 'panel';
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
