import { afterEach, expect, jest, test } from '@jest/globals';
import { ActionType, HttpRequestMethod, type Action, type ScopedVars } from '@grafana/data';
import { setBackendSrv, type BackendSrv } from '@grafana/runtime';
import { of, throwError } from 'rxjs';
import { actionsOf } from './actions';
import { csvFrame } from './fixtures';

const fetch = jest.fn<BackendSrv['fetch']>();
setBackendSrv({ fetch } as unknown as BackendSrv);
afterEach(() => {
  fetch.mockReset();
});

/** As a dashboard does for `${session}`. */
const replace = (text?: string, scoped?: ScopedVars) =>
  (text ?? '').replaceAll('${session}', String(scoped?.['session']?.value ?? ''));

const STOP: Action = {
  type: ActionType.Fetch,
  title: 'Stop ${session}',
  [ActionType.Fetch]: {
    method: HttpRequestMethod.POST,
    url: 'https://jobs.example/${session}/stop',
    body: '{"session":"${session}"}',
    queryParams: [['why', 'plot']],
    headers: [['X-Team', 'training']],
  },
};

function offered(actions: Action[]) {
  const frame = csvFrame();
  const field = frame.fields[1]!;
  field.config = { actions };
  field.state = { scopedVars: { session: { text: 'run-7', value: 'run-7' } } };
  return actionsOf(field, frame, 3, replace);
}

test('an action is named, asks before it runs, and calls its address', async () => {
  fetch.mockReturnValue(of({ ok: true }) as never);
  const [action] = offered([STOP]);
  expect(action).toMatchObject({ title: 'Stop run-7', confirmation: 'Run "Stop run-7"?' });
  await action!.run();
  expect(fetch).toHaveBeenCalledWith(
    expect.objectContaining({
      url: 'https://jobs.example/run-7/stop',
      method: 'POST',
      data: '{"session":"run-7"}',
      params: { why: 'plot' },
      headers: { 'X-Team': 'training' },
    }),
  );
});

test('what the address refuses is no success', async () => {
  fetch.mockReturnValue(throwError(() => new Error('403')));
  await expect(offered([STOP])[0]!.run()).rejects.toThrow('403');
});

test("actions through a datasource are left to Grafana's own panels", () =>
  expect(offered([{ type: ActionType.Infinity, title: 'Query' }])).toEqual([]));
