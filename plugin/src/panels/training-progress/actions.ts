/** Actions that somebody configured for a field: requests with the values of a row in them. */
import {
  ActionType,
  type Action,
  type DataFrame,
  type Field,
  type InterpolateFunction,
  type ScopedVars,
} from '@grafana/data';
import { getBackendSrv, type BackendSrvRequest } from '@grafana/runtime';
import { firstValueFrom } from 'rxjs';
import type { SessionEntry } from './row';

export interface RowAction {
  title: string;
  /** What is asked before it runs. */
  question: string;
  request: BackendSrvRequest;
}

/** Values of the row by the names that Grafana's own actions know: `${__data.fields.session_id}`, `${__value.raw}`. */
function rowVariables(frame: DataFrame, field: Field, index: number): ScopedVars {
  // Grafana reads these two by itself; values of other hosts need not know how.
  return {
    __dataContext: { value: { data: [frame], field, frame, frameIndex: 0, rowIndex: index } },
  };
}

function requestOf(action: Action, replace: (text: string) => string): BackendSrvRequest | null {
  const options = action.type === ActionType.Fetch ? action.fetch : undefined;
  if (!options?.url) {
    return null;
  }
  const pairs = (list: ReadonlyArray<[string, string]> | undefined) =>
    Object.fromEntries((list ?? []).map(([name, value]) => [replace(name), replace(value)]));
  const query = new URLSearchParams(pairs(options.queryParams)).toString();
  const url = replace(options.url);
  return {
    url: query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`,
    method: options.method,
    // The header by which Grafana's own panels mark such requests.
    headers: { ...pairs(options.headers), 'X-Grafana-Action': '1' },
    ...(options.body && options.method !== 'GET' ? { data: replace(options.body) } : {}),
    showErrorAlert: true,
    showSuccessAlert: true,
  };
}

/** The actions of a row's fields; those that need to ask for values first are left to Grafana's own panels. */
export function actionsOf(entry: SessionEntry, replaceVariables: InterpolateFunction): RowAction[] {
  const { frame } = entry.reader;
  return [...entry.reader.fields.values()].flatMap((field) =>
    (field.config.actions ?? []).flatMap((action): RowAction[] => {
      if (action.variables?.length) {
        return [];
      }
      const scoped = rowVariables(frame, field, entry.index);
      const request = requestOf(action, (text) => replaceVariables(text, { ...field.state?.scopedVars, ...scoped }));
      const question = action.confirmation
        ? replaceVariables(action.confirmation, scoped)
        : `Run "${action.title}" for ${entry.name}?`;
      return request ? [{ title: action.title, question, request }] : [];
    }),
  );
}

/** Rejects with Grafana's FetchError; Grafana itself tells the user. */
export const runAction = ({ request }: RowAction): Promise<unknown> => firstValueFrom(getBackendSrv().fetch(request));
