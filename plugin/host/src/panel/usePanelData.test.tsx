import { expect, test } from '@jest/globals';
import { act, renderHook } from '@testing-library/react';
import { type DataQueryResponse, DataSourceApi, dateTime, LoadingState, toDataFrame } from '@grafana/data';
import { Subject } from 'rxjs';
import { usePanelData } from './usePanelData';

const now = dateTime(0);
const timeRange = { from: now, to: now, raw: { from: now, to: now } };

class StreamingDatasource extends DataSourceApi {
  readonly answers = new Subject<DataQueryResponse>();
  override query() {
    return this.answers;
  }
  override testDatasource() {
    return Promise.resolve({ status: 'success', message: '' });
  }
}

const settings = { id: 1, uid: 'u', type: 't', name: 'n', jsonData: {}, readOnly: true, access: 'proxy' } as const;
const frame = (value: number) => toDataFrame({ refId: 'A', fields: [{ name: 'loss', values: [value] }] });

test('a panel follows a stream, keeps the last answer on an error, and cancels when it goes', () => {
  const datasource = new StreamingDatasource(settings as never);
  const queries = { datasource, targets: [{ refId: 'A' }], timeRange };
  const { result, unmount } = renderHook(() => usePanelData(queries));
  expect(result.current.state).toBe(LoadingState.Loading);

  act(() => datasource.answers.next({ data: [frame(1)], key: 'A', state: LoadingState.Streaming }));
  act(() => datasource.answers.next({ data: [frame(2)], key: 'A', state: LoadingState.Streaming }));
  expect(result.current.state).toBe(LoadingState.Streaming);
  expect(result.current.series[0]?.fields[0]?.values).toEqual([2]);

  act(() => datasource.answers.error(new Error('gone')));
  expect(result.current.state).toBe(LoadingState.Error);
  expect(result.current.error?.message).toBe('gone');
  expect(result.current.series).toHaveLength(1);

  unmount();
  expect(datasource.answers.observed).toBe(false);
});
