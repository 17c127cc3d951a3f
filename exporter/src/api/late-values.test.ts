import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { call, entityOf, startApi, summaryOf, type TestApi } from './api.test.support.js';

let api: TestApi;
beforeEach(async () => {
  api = await startApi();
  const late = { name: 'late one', values_after_completion: 3 };
  api.reader.entitiesKept.push(
    entityOf(summaryOf({ session_id: 'punctual', values_after_completion: 0 }), { loss: 1 }),
    entityOf(summaryOf({ session_id: 'late', ...late }), { loss: 1 }),
  );
});
afterEach(() => api.server.stop('test'));

const noticesOf = async (sessions: string): Promise<string[]> => {
  const { json } = await call(api, 'GET', `/analytics/series?metric=loss&${sessions}`);
  return (json.notices as { text: string }[]).map(({ text }) => text);
};

it('says of curves that a session went on logging after its completion', async () => {
  expect(await noticesOf('session_id=punctual&session_id=late')).toContain(
    '3 values were logged after completion: "late one"',
  );
  expect((await noticesOf('session_id=punctual')).join()).not.toContain('after completion');
});
