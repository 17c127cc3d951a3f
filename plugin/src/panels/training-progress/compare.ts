/** The address of the dashboard that compares sessions. Pure. */
import { rangeAround } from '../../frames/links';
import type { SessionEntry } from './row';

/** Sessions that are told apart on one dashboard. */
export const MOST_COMPARED = 50;

/** Whether an address is that of a dashboard. @param pathname below the server's own path: `/d/<uid>/<slug>` */
export function isDashboard(uid: string, pathname: string): boolean {
  const [, shown] = /^\/d(?:-solo)?\/([^/]+)/.exec(pathname) ?? [];
  return shown !== undefined && decodeURIComponent(shown) === uid.trim();
}

/**
 * `/d/<uid>?var-session=a&var-session=b&from=...&to=...`: the range is that of the sessions themselves, so that what
 * ended last month is found. Null without a dashboard or with fewer than two sessions.
 * @param datasource uid of the datasource of the frames; the dashboard's variable of datasources takes it.
 */
export function compareAddress(
  uid: string,
  sessions: readonly SessionEntry[],
  datasource: string | undefined,
): string | null {
  if (uid.trim() === '' || sessions.length < 2) {
    return null;
  }
  const parameters = new URLSearchParams(sessions.slice(0, MOST_COMPARED).map(({ id }) => ['var-session', id]));
  if (datasource) {
    parameters.set('var-datasource', datasource);
  }
  const [workspace, ...others] = new Set(sessions.map(({ reader, index }) => reader.text('workspace_id', index)));
  if (workspace && others.length === 0) {
    parameters.set('var-workspace', workspace);
  }
  const iso = (milliseconds: number) => new Date(milliseconds).toISOString();
  const spans = sessions.flatMap(({ startedAt, reader, index }) => {
    const end = reader.time('completed_at', index);
    return startedAt === null ? [] : [{ started_at: iso(startedAt), completed_at: end === null ? null : iso(end) }];
  });
  if (spans.length > 0) {
    const { from, to } = rangeAround(spans);
    parameters.set('from', from);
    parameters.set('to', to);
  }
  return `/d/${encodeURIComponent(uid.trim())}?${parameters.toString()}`;
}
