/**
 * Typed calls of the exporter's API. Unsubscribing aborts a request, and so closes its connection: the exporter sees
 * that nobody waits and stops. Requests carry no `requestId`: equal questions of several panels are one request, which
 * an id of one panel would cancel for all.
 */
import type { BackendSrv } from '@grafana/runtime';
import type {
  Agent,
  AnsweredEvent,
  EventsQuery,
  FieldValuesQuery,
  ListedField,
  ListedFieldValue,
  ListQuery,
  MetricName,
  Page,
  PatchRequest,
  ProgressAnswer,
  SeriesAnswer,
  SeriesQuery,
  SessionsQuery,
  SessionsTable,
  SessionSummary,
  StatusAnswer,
  Tag,
  Workspace,
} from '@shadower-training/contract';
import { catchError, finalize, forkJoin, map, throwError, timeout, type Observable } from 'rxjs';
import { exporterError, notJsonError, slowError } from './errors';
import { partsOf, pathSegment, queryString, type Parameter } from './parameters';
import { SharedRequests } from './share';

/** A question with defaults left to the exporter. */
export type SessionsQuestion = Partial<SessionsQuery>;
export type SeriesQuestion = Partial<SeriesQuery>;
export type EventsQuestion = Partial<EventsQuery>;

/** Grafana's proxy gives up after 30 s by default (dataproxy.timeout); an administrator may let it wait longer. */
const LONGEST_WAIT_MILLISECONDS = 120_000;

/** Longer questions are sent as POST; 4 KB pass everywhere as part of an address. */
const LONGEST_QUERY_STRING = 4_000;

type Parameters = Readonly<Record<string, Parameter>>;
interface List<Item> {
  items: Item[];
}

export class ExporterClient {
  private readonly shared = new SharedRequests();

  /**
   * @param base Where requests go (address.ts).
   * @param backend Asked at each request, because Grafana sets the service after loading plugins.
   */
  constructor(
    readonly base: string,
    private readonly backend: () => Pick<BackendSrv, 'fetch'>,
  ) {}

  status(): Observable<StatusAnswer> {
    return this.read('/analytics/status');
  }

  /** Sessions that match; a long list of ids is asked for in parts. */
  sessions(question: SessionsQuestion): Observable<Page<SessionSummary>> {
    const ask = (session_id: string[] | undefined) =>
      this.read<Page<SessionSummary>>(sessionsPath({ ...question, session_id }));
    const parts = question.session_id?.length ? partsOf(question.session_id) : [undefined];
    return forkJoin(parts.map(ask)).pipe(map(joinPages));
  }

  table(question: SessionsQuestion): Observable<SessionsTable> {
    return this.read(`/analytics/sessions/table${queryString(question as Parameters)}`);
  }

  series(question: SeriesQuestion): Observable<SeriesAnswer> {
    const path = seriesPath(question);
    return path.length <= LONGEST_QUERY_STRING && !question.labels
      ? this.read(path)
      : this.send('POST', '/analytics/series', question);
  }

  progress(sessionId: string, workspace: string | undefined): Observable<ProgressAnswer> {
    return this.read(progressPath(sessionId, workspace));
  }

  events(question: EventsQuestion): Observable<AnsweredEvent[]> {
    return this.list(eventsPath(question));
  }

  workspaces(): Observable<Workspace[]> {
    return this.list('/analytics/workspaces');
  }

  agents(question: ListQuery): Observable<Agent[]> {
    return this.list(`/analytics/agents${queryString(question)}`);
  }

  metrics(question: ListQuery): Observable<MetricName[]> {
    return this.list(`/analytics/metrics${queryString(question)}`);
  }

  tags(question: ListQuery): Observable<Tag[]> {
    return this.list(`/analytics/tags${queryString(question)}`);
  }

  /** Fields by which sessions can be filtered, sorted and grouped. */
  fields(question: SessionsQuestion): Observable<ListedField[]> {
    return this.list(`/analytics/fields${queryString(question as Parameters)}`);
  }

  fieldValues(question: Partial<FieldValuesQuery> & Pick<FieldValuesQuery, 'field'>): Observable<ListedFieldValue[]> {
    return this.list(`/analytics/field-values${queryString(question as Parameters)}`);
  }

  private list<Item>(path: string): Observable<Item[]> {
    return this.read<List<Item>>(path).pipe(map(({ items }) => items));
  }

  private read<Answer>(path: string): Observable<Answer> {
    return this.send('GET', path);
  }

  /** Changes a session; the answer comes when the change is durable. */
  patch(sessionId: string, change: PatchRequest): Observable<unknown> {
    return this.request('PATCH', `/analytics/training/${pathSegment(sessionId)}`, change);
  }

  private send<Answer>(method: 'GET' | 'POST', path: string, data?: object): Observable<Answer> {
    const key = `${method} ${path} ${data ? JSON.stringify(data) : ''}`;
    return this.shared.get(key, () => this.request<Answer>(method, path, data));
  }

  private request<Answer>(method: 'GET' | 'POST' | 'PATCH', path: string, data?: object): Observable<Answer> {
    const controller = new AbortController();
    const url = this.base + path;
    return this.backend()
      .fetch<Answer>({ method, url, data, showErrorAlert: false, abortSignal: controller.signal })
      .pipe(
        timeout({ first: LONGEST_WAIT_MILLISECONDS, with: () => throwError(slowError) }),
        map((response) => {
          // A page of a login or of something else entirely comes with status 200 as well.
          if (typeof response.data !== 'object' || response.data === null) throw notJsonError(response.data);
          return response.data;
        }),
        catchError((thrown: unknown) => throwError(() => exporterError(thrown))),
        finalize(() => controller.abort()),
      );
  }
}

export const sessionsPath = (question: SessionsQuestion) => `/analytics/sessions${queryString(question as Parameters)}`;
export const tablePath = (question: SessionsQuestion) =>
  `/analytics/sessions/table${queryString(question as Parameters)}`;
export const eventsPath = (question: EventsQuestion) => `/analytics/events${queryString(question as Parameters)}`;
export const progressPath = (sessionId: string, workspace: string | undefined) =>
  `/analytics/training/${pathSegment(sessionId)}/progress${queryString({ workspace_id: workspace })}`;

/** The question as an address, which is also how people read it in the query inspector. */
export function seriesPath({ labels, ...question }: SeriesQuestion): string {
  const written = labels && Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return `/analytics/series${queryString({ ...question, labels: written } as Parameters)}`;
}

/** Parts of one list; the total is that of all parts, and only a list of one part can go on. */
function joinPages(pages: Array<Page<SessionSummary>>): Page<SessionSummary> {
  const [only] = pages;
  if (only && pages.length === 1) return only;
  return {
    items: pages.flatMap((page) => page.items),
    next_cursor: null,
    total: pages.reduce((total, page) => total + page.total, 0),
  };
}
