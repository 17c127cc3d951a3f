import { beforeAll, expect, test } from '@jest/globals';
import { graveFindings } from './accessibility.js';
import { GENERATION } from './generation.js';
import { exchange } from '../harness/http.js';
import { describeInBrowser } from './in-browser.js';
import { Plot } from './plot.js';
import { logRun } from './runs.js';

/** What each generation of Grafana hands to a plugin. */
const LIBRARIES = {
  '12': [/^@grafana\/ui 12\.4\./m, /^react 18\./m],
  '13': [/^@grafana\/ui 13\.2\./m, /^react 19\./m],
};

describeInBrowser('the page and its libraries', (shared) => {
  beforeAll(async () => {
    await logRun(shared.client, { session_id: 'seen', workspace_id: 'some', rise: 2 });
  });

  test(`are those of Grafana ${GENERATION}`, async () => {
    const { text } = await exchange(shared.exporter.port, { method: 'GET', path: '/NOTICES.txt' });
    for (const library of LIBRARIES[GENERATION]) expect(text).toMatch(library);
    for (const library of LIBRARIES[GENERATION === '12' ? '13' : '12']) expect(text).not.toMatch(library);
  });

  for (const theme of ['dark', 'light'] as const) {
    test(`axe finds nothing grave on the page, ${theme}`, async () => {
      const empty = await shared.open('/?workspace=none', { theme });
      await empty.region('Log your first training session').waitFor();
      await empty.quiet();
      expect(await graveFindings(empty)).toEqual([]);
      const watched = await shared.open('/?workspace=some', { theme });
      await new Plot(watched).hasPoints('training loss', 200);
      await watched.quiet();
      expect(await graveFindings(watched)).toEqual([]);
    });
  }
});
