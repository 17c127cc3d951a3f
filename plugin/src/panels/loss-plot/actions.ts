/** Actions of a field ("call this address") as the tooltip offers them. */
import { ActionType, type Action, type DataFrame, type Field, type InterpolateFunction } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';

export interface OfferedAction {
  title: string;
  /** What is asked before it runs. */
  confirmation: string;
  /** Rejects when the address does not answer well. */
  run: () => Promise<void>;
}

/** The actions of a field at a row; those through a datasource only Grafana's own panels can run. */
export function actionsOf(field: Field, frame: DataFrame, row: number, replace: InterpolateFunction): OfferedAction[] {
  const scoped = {
    ...field.state?.scopedVars,
    __dataContext: { text: '__dataContext', value: { data: [frame], frame, field, rowIndex: row } },
  };
  const text = (template: string) => replace(template, scoped);
  return (field.config.actions ?? [])
    .filter(({ type }) => type === ActionType.Fetch)
    .flatMap((action) => offered(action, text) ?? []);
}

function offered(action: Action, text: (template: string) => string): OfferedAction | null {
  const { fetch: request } = action;
  if (!request) {
    return null;
  }
  const title = text(action.title);
  const pairs = (list: Array<[string, string]> | undefined) =>
    Object.fromEntries((list ?? []).map(([name, value]) => [text(name), text(value)]));
  return {
    title,
    confirmation: text(action.confirmation || `Run "${title}"?`),
    run: async () => {
      await lastValueFrom(
        getBackendSrv().fetch({
          url: text(request.url),
          method: request.method,
          ...(request.body ? { data: text(request.body) } : {}),
          params: pairs(request.queryParams),
          headers: pairs(request.headers),
          responseType: 'text',
        }),
      );
    },
  };
}
