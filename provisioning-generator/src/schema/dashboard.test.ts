import { describe, expect, test } from '@jest/globals';
import { dashboardFiles } from '../files.js';
import { checkDashboard, type CheckedDashboard } from './dashboard.js';

const TEXT = dashboardFiles({ logs: '', gpu: '' }).get('dashboards/shadower-training-session.json')!;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- broken on purpose, in ways that no type allows
type Broken = any;

const panelOf = (dashboard: Broken, type: string): Broken =>
  dashboard.panels.find((panel: { type: string }) => panel.type === type);

/** A way to break the dashboard, and what must be said of it. */
const BROKEN: [name: string, breakIt: (dashboard: Broken) => void, problem: RegExp][] = [
  ['a misspelled key', (it) => (panelOf(it, 'stat').descripton = ''), /descripton/],
  ['a panel without a description', (it) => delete panelOf(it, 'stat').description, /description/],
  ['a panel that asks for nothing', (it) => (panelOf(it, 'table').targets = []), /asks for nothing/],
  ['a number without a unit', (it) => delete panelOf(it, 'stat').fieldConfig.defaults.unit, /has no unit/],
  ['an unknown unit', (it) => (panelOf(it, 'stat').fieldConfig.defaults.unit = 'bananas'), /unit/],
  ['an unknown kind of query', (it) => (panelOf(it, 'table').targets[0].kind = 'tables'), /kind/],
  ['a state that the contract does not know', (it) => (panelOf(it, 'stat').targets[0].states = ['done']), /states/],
  ['a condition that is none', (it) => (panelOf(it, 'stat').targets[0].where = ['loss']), /FIELD/],
  ['a panel beyond the grid', (it) => (panelOf(it, 'stat').gridPos.x = 23), /24 columns/],
  ['panels on each other', (it) => (panelOf(it, 'logs').gridPos.y -= 1), /lies on/],
  ['two panels with one id', (it) => (panelOf(it, 'logs').id = 1), /have the id 1/],
  ['a variable that is not there', (it) => (it.title = 'Session $sesion'), /there is no variable sesion/],
  [
    'a pattern whose group would become the value',
    (it) => (it.templating.list.find((one: { regex?: string }) => one.regex).regex = '/^(loss)$/'),
    /no capturing group/,
  ],
  ['an unknown option of our panel', (it) => (panelOf(it, 'shadower-lossplot-panel').options.smooth = 1), /smooth/],
  ['a datasource by its name', (it) => (panelOf(it, 'table').datasource.uid = 'training'), /datasource/],
  ['an open row with panels in it', (it) => (it.panels.at(-1).collapsed = false), /open but holds panels/],
  ['a uid that Grafana refuses', (it) => (it.uid = 'x'.repeat(41)), /uid/],
  ['the newer form of dashboards', (it) => (it.schemaVersion = 'v2'), /schemaVersion/],
];

describe('the schema of dashboards', () => {
  test('takes a generated one', () => {
    const dashboard: CheckedDashboard = checkDashboard(JSON.parse(TEXT), 'session');
    expect(dashboard.uid).toBe('shadower-training-session');
  });

  test.each(BROKEN)('refuses %s, and says so', (_, breakIt, problem) => {
    const dashboard: Broken = JSON.parse(TEXT);
    breakIt(dashboard);
    expect(() => checkDashboard(dashboard, 'session')).toThrow(problem);
  });
});
