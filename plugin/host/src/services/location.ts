/**
 * `locationService` of the page. Panels set dashboard variables with it (`var-session`); here these are the state of the
 * page, and thereby the fragment of its address.
 */
import type { LocationService } from '@grafana/runtime';
import { map, Observable, startWith } from 'rxjs';
import type { PageState } from '../state/address';
import { toggled } from '../state/choice';

type Query = Parameters<LocationService['partial']>[0];
type QueryMap = ReturnType<LocationService['getSearchObject']>;

/** What the stand-in reads and changes. */
export interface LocationTarget {
  page: () => PageState;
  /** The sessions on the screen, chosen by the reader or by the page. */
  shown: () => readonly string[];
  change: (change: Partial<PageState>, options?: { replace?: boolean }) => void;
  subscribe: (listener: () => void) => () => void;
  /** Whether the reader is adding to what is shown: a key is held, or comparing is switched on. */
  isAdding: () => boolean;
}

const ALL = '$__all';

/** Values of a variable in a query; undefined where the query does not speak of it. */
const valuesOf = (query: Query, name: string): string[] | undefined => {
  if (!(name in query)) {
    return undefined;
  }
  const value: unknown = query[name];
  const values = (Array.isArray(value) ? value : [value]).map((one) =>
    one === null || one === undefined ? '' : String(one),
  );
  return values.filter((one) => one !== '' && one !== ALL);
};

/** What a changed query of a dashboard means for the page. */
export const pageChange = (
  query: Query,
  { shown, isAdding }: Pick<LocationTarget, 'shown' | 'isAdding'>,
): Partial<PageState> => {
  const change: Partial<PageState> = {};
  const sessions = valuesOf(query, 'var-session');
  if (sessions) {
    const [only] = sessions;
    // A panel that knows nothing of comparing says one session a click.
    change.sessions = only !== undefined && sessions.length === 1 && isAdding() ? toggled(shown(), only) : sessions;
  }
  for (const name of ['agent', 'workspace'] as const) {
    const values = valuesOf(query, `var-${name}`);
    if (values) {
      change[name] = values[0];
    }
  }
  return change;
};

const searchOf = ({ page, shown }: LocationTarget): URLSearchParams => {
  const { workspace, agent } = page();
  const search = new URLSearchParams(shown().map((id) => ['var-session', id]));
  if (agent) {
    search.set('var-agent', agent);
  }
  if (workspace) {
    search.set('var-workspace', workspace);
  }
  return search;
};

const objectOf = (search: URLSearchParams): QueryMap => {
  const lists = [...new Set(search.keys())].map((name) => [name, search.getAll(name)] as const);
  return Object.fromEntries(lists.map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
};

/** The part of the service that means something on a single page; the history itself is not handed out. */
export const createLocation = (target: LocationTarget): LocationService => {
  const partial: LocationService['partial'] = (query, replace) =>
    target.change(pageChange(query, target), { replace: replace ?? false });
  const going = (replace: boolean) => (location: Parameters<LocationService['push']>[0]) => {
    const search = typeof location === 'string' ? (location.split('?')[1] ?? '') : (location.search ?? '');
    partial(objectOf(new URLSearchParams(search)), replace);
  };
  const getLocation = () => ({
    pathname: window.location.pathname,
    search: `?${searchOf(target).toString()}`,
    hash: window.location.hash,
    state: null,
    key: 'page',
  });
  const service: Omit<LocationService, 'getHistory' | 'update'> = {
    partial,
    push: going(false),
    replace: going(true),
    reload: () => window.location.reload(),
    getLocation,
    getSearch: () => searchOf(target),
    getSearchObject: () => objectOf(searchOf(target)),
    getLocationObservable: () =>
      new Observable<void>((subscriber) => target.subscribe(() => subscriber.next())).pipe(
        startWith(undefined),
        map(getLocation),
      ),
  };
  return service as LocationService;
};
