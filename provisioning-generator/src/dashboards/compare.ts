/** *Compare sessions*: sessions side by side, what they differ in, and their curves over each other. */
import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { BAR_CELL, COLORED_TEXT, PLAIN_COLOR, shownAs, width } from '../parts/fields.js';
import { DASHBOARD_UIDS } from '../parts/ids.js';
import { addSections, line } from '../parts/layout.js';
import { ADDRESS_FIELD } from '../parts/links.js';
import { lossPlotPanel, progressPanel, tablePanel, type PanelFacts } from '../parts/panels.js';
import type { CurvesTarget, Selection } from '../parts/target.js';
import { onlyFields } from '../parts/transformations.js';
import {
  agentVariable,
  comparedMetricVariable,
  comparedSessionsVariable,
  filtersVariable,
  workspaceVariable,
} from '../parts/variables.js';
import { dashboardOf } from './frame.js';

const CHOSEN: Selection = { agents: ['$agent'], sessions: ['$session'] };

const list = () =>
  progressPanel(
    {
      id: 1,
      title: 'Sessions',
      description: 'The compared sessions. A click on a name opens the session.',
    },
    { kind: 'sessions', ...CHOSEN, limit: 200 },
    // A click would leave only the clicked one: nothing to compare.
    { selectionVariable: '', density: 'compact' },
  );

const differences = () =>
  tablePanel(
    {
      id: 2,
      title: 'What differs',
      description:
        'Hyperparameters, configuration, metrics, scores, cost and environment in which the sessions differ. A click on a name opens the session.',
    },
    { kind: 'table', ...CHOSEN, onlyDiffering: true },
  )
    .unit('short')
    .filterable(true)
    .overrideByName('state', [COLORED_TEXT, width(130)])
    .overrideByRegexp('^(started_at|completed_at|last_news_at)$', [{ id: 'unit', value: 'dateTimeAsIso' }, width(180)]);

const configurations = () =>
  tablePanel(
    {
      id: 3,
      title: 'Configurations side by side',
      description: 'A row for each key of the configuration in which the sessions differ, a column for each session.',
    },
    { kind: 'table', ...CHOSEN, view: 'diff', limit: 10 },
  )
    .unit('short')
    .filterable(true);

const groups = () =>
  tablePanel(
    {
      id: 4,
      title: 'Groups',
      description: 'Parallel runs as one row: how many, and their metrics from lowest to highest.',
    },
    { kind: 'table', ...CHOSEN, view: 'groups', groupBy: ['group'] },
  )
    .unit('short')
    .filterable(true);

const curves = (facts: PanelFacts, query: Partial<CurvesTarget>) =>
  lossPlotPanel(
    facts,
    { kind: 'series', ...CHOSEN, metrics: ['$metric'], ...query },
    { stripMetrics: '', showOverfitting: false, showEarlyStop: false, showAttempts: false },
  ).unit('none');

const bySteps = () =>
  curves(
    {
      id: 5,
      title: '$metric over steps',
      description: 'The metric of every compared session, laid over each other by step.',
    },
    { limit: 50 },
  );

const byElapsedTime = () =>
  curves(
    {
      id: 6,
      title: '$metric over elapsed time',
      description: 'The same curves by the time since each session started: which one gets there first.',
    },
    { limit: 50, x: 'relative_time' },
  );

const groupMeans = () =>
  curves(
    {
      id: 7,
      title: '$metric of groups',
      description: 'Sessions that share a group as one curve: their mean, between their lowest and highest.',
    },
    { limit: 200, combine: 'group' },
  );

const attempts = () =>
  curves(
    {
      id: 8,
      title: '$metric by attempt',
      description: 'A curve for each attempt: what resumed sessions abandoned, and where they went on.',
    },
    { limit: 20, attempts: 'separate' },
  );

const scores = () =>
  tablePanel(
    {
      id: 9,
      title: 'Scores',
      description:
        'Best objective, scores, duration and cost of the compared sessions. A click on a name opens the session.',
    },
    { kind: 'sessions', ...CHOSEN, limit: 200 },
  )
    .transformations(
      onlyFields(
        'name',
        'agent_id',
        'objective_best',
        'overfitting_score',
        'generalization_score',
        'convergence_rate',
        'stability_score',
        'duration_seconds',
        'training_cost_usd',
        'session_id',
        'started_at',
        ADDRESS_FIELD,
      ),
    )
    .unit('short')
    .filterable(true)
    .overrideByName('name', [shownAs('Session')])
    .overrideByName('agent_id', [shownAs('Agent')])
    .overrideByName('objective_best', [shownAs('Best objective'), { id: 'unit', value: 'none' }])
    .overrideByName('overfitting_score', [shownAs('Overfitting'), BAR_CELL, PLAIN_COLOR])
    .overrideByName('generalization_score', [shownAs('Generalization'), BAR_CELL, PLAIN_COLOR])
    .overrideByName('convergence_rate', [shownAs('Convergence'), BAR_CELL, PLAIN_COLOR])
    .overrideByName('stability_score', [shownAs('Stability'), BAR_CELL, PLAIN_COLOR])
    .overrideByName('duration_seconds', [shownAs('Duration'), { id: 'unit', value: 's' }])
    .overrideByName('training_cost_usd', [shownAs('Cost'), { id: 'unit', value: 'currencyUSD' }])
    .overrideByName('session_id', [shownAs('Id')])
    .overrideByName('started_at', [shownAs('Started'), { id: 'unit', value: 'dateTimeAsIso' }]);

export function compareDashboard(): DashboardBuilder {
  const dashboard = dashboardOf({
    uid: DASHBOARD_UIDS.compare,
    title: 'Compare sessions',
    description: 'Sessions side by side: what they differ in, their curves, groups of parallel runs, attempts.',
    from: 'now-30d',
    refresh: '',
    variables: [
      workspaceVariable(),
      agentVariable(),
      comparedSessionsVariable(),
      comparedMetricVariable(),
      filtersVariable(),
    ],
  });
  return addSections(dashboard, [
    {
      lines: [
        line(9, [list(), 24]),
        line(13, [bySteps(), 14], [byElapsedTime(), 10]),
        line(9, [differences(), 24]),
        line(9, [configurations(), 24]),
        line(9, [scores(), 24]),
      ],
    },
    {
      id: 101,
      title: 'Groups and attempts',
      lines: [line(11, [groupMeans(), 12], [attempts(), 12]), line(7, [groups(), 24])],
    },
  ]);
}
