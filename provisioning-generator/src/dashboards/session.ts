/** *Training session*: one session, or a few, in full: progress, curves, scores, resources, log, configuration. */
import { AnnotationQueryBuilder, type DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { LogsSortOrder } from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder as LogsBuilder } from '@grafana/grafana-foundation-sdk/logs';
import { shownAs, thresholds, width } from '../parts/fields.js';
import { DASHBOARD_UIDS } from '../parts/ids.js';
import { addSections, line } from '../parts/layout.js';
import { foreignLinks, type ForeignLinks } from '../parts/links.js';
import { described, factPanel, lossPlotPanel, progressPanel, tablePanel, type PanelFacts } from '../parts/panels.js';
import { DATASOURCE, TargetBuilder, type TrainingTarget } from '../parts/target.js';
import { timeSeriesPanel } from '../parts/time-series.js';
import { fieldsMatching, onlyFields, sortBy, transpose } from '../parts/transformations.js';
import {
  agentVariable,
  environmentVariable,
  metricsVariable,
  sessionVariable,
  workspaceVariable,
} from '../parts/variables.js';
import { dashboardOf } from './frame.js';

const SESSION = { sessions: ['$session'] };
const SUMMARY: TrainingTarget = { kind: 'sessions', ...SESSION };
const SHORT_LEGEND = { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: ['lastNotNull'] } as const;
/** Losses in the plot; learning rate and gradient norm in strips below it. */
const CURVES = ['training_loss', 'validation_loss', 'learning_rate', 'gradient_norm'];

const fact = (facts: PanelFacts, field: string) => factPanel(facts, SUMMARY, field).thresholds(thresholds('text'));

const facts = () =>
  [
    fact({ id: 1, title: 'State', description: 'What the session is doing, or how it ended.' }, 'state').unit('string'),
    fact({ id: 2, title: 'Epoch', description: 'The epoch that was last reported.' }, 'current_epoch')
      .unit('short')
      .decimals(2),
    fact(
      { id: 3, title: 'Time left', description: 'Remaining steps times the median time of a recent step.' },
      'time_left_seconds',
    ).unit('s'),
    fact(
      { id: 4, title: 'Best', description: 'The best value so far of what the session optimizes.' },
      'objective_best',
    ).unit('none'),
    fact(
      { id: 5, title: 'Since best', description: 'How long ago the best value was, in steps.' },
      'steps_since_best',
    ).unit('none'),
    fact(
      { id: 6, title: 'Cost', description: 'What the session cost so far: as reported, else hours times price.' },
      'training_cost_usd',
    )
      .unit('currencyUSD')
      .decimals(2),
  ] as const;

const progress = () =>
  progressPanel(
    {
      id: 7,
      title: 'Progress',
      description: 'State, progress, objective, time left and scores of the chosen sessions.',
    },
    SUMMARY,
    { selectionVariable: '' },
  );

const curves = () =>
  lossPlotPanel(
    {
      id: 8,
      title: 'Curves',
      description: 'Losses over steps, whole whatever the time range is; learning rate and gradient norm below.',
    },
    { kind: 'series', ...SESSION, metrics: CURVES },
  );

const scores = () =>
  lossPlotPanel(
    {
      id: 9,
      title: 'Scores over time',
      description:
        'How overfitting, convergence, stability and generalization developed; each rests only on values up to its step.',
    },
    { kind: 'scores', ...SESSION },
    { showBest: false, showEarlyStop: false, showOverfitting: false, legend: SHORT_LEGEND },
  )
    .unit('percentunit')
    .min(0)
    .max(1);

const throughput = () =>
  lossPlotPanel(
    { id: 10, title: 'Throughput', description: 'Tokens and samples a second, as training code reports them.' },
    { kind: 'series', ...SESSION, metrics: ['tokens_per_second', 'samples_per_second'] },
    {
      stripMetrics: '^samples_per_second$',
      showBest: false,
      showEarlyStop: false,
      showOverfitting: false,
      legend: SHORT_LEGEND,
    },
  ).min(0);

const ranks = () =>
  lossPlotPanel(
    {
      id: 11,
      title: 'Ranks',
      description:
        'Training loss of all ranks: the median between the lowest and the highest, and which rank is behind.',
    },
    { kind: 'series', ...SESSION, metrics: ['training_loss'], combine: 'rank' },
    { showBest: false, showEarlyStop: false, showOverfitting: false, legend: SHORT_LEGEND },
  ).unit('none');

const attempts = () =>
  lossPlotPanel(
    {
      id: 12,
      title: 'Attempts',
      description: 'Training loss by attempt: what a resumed session abandoned is a curve of its own.',
    },
    { kind: 'series', ...SESSION, metrics: ['training_loss'], attempts: 'separate' },
    { showBest: false, showEarlyStop: false, showOverfitting: false, legend: SHORT_LEGEND },
  ).unit('none');

const resources = (about: PanelFacts, ...metrics: string[]) =>
  timeSeriesPanel(about, { kind: 'resources', ...SESSION, metrics, x: 'time' }).min(0);

const utilization = () =>
  resources(
    {
      id: 13,
      title: 'Utilization',
      description: 'CPU and memory of the hosts and the share of time in which each GPU computed, by rank and GPU.',
    },
    'cpu_percent',
    'memory_percent',
    'gpu_utilization_percent',
  )
    .unit('percent')
    .max(100);

const memory = () =>
  resources(
    { id: 14, title: 'Memory', description: 'Memory of the training processes and of each GPU, by rank and GPU.' },
    'process_memory_bytes',
    'gpu_memory_bytes',
  ).unit('bytes');

const power = () =>
  resources(
    { id: 15, title: 'GPU power', description: 'Power that each GPU draws, by rank and GPU.' },
    'gpu_power_watts',
  ).unit('watt');

const log = () =>
  described(
    new LogsBuilder(),
    {
      id: 16,
      title: 'Log and traceback',
      description: 'The last 200 log lines; of a failed session the traceback is the last one.',
    },
    { kind: 'progress', part: 'log', ...SESSION },
  )
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .sortOrder(LogsSortOrder.Descending);

const events = () =>
  tablePanel(
    {
      id: 17,
      title: 'Events',
      description: 'Checkpoints, evaluations, changes of state and what else happened in the time range.',
    },
    { kind: 'events', ...SESSION, events: [] },
  )
    .transformations([...onlyFields('time', 'kind', 'title', 'step', 'text'), sortBy('time', true)])
    .unit('short')
    .filterable(true)
    .overrideByRegexp('^time$', [shownAs('Time'), width(180), { id: 'unit', value: 'dateTimeAsIso' }])
    .overrideByName('kind', [shownAs('Kind'), width(130)])
    .overrideByName('title', [shownAs('What')])
    .overrideByName('step', [shownAs('Step'), width(90)])
    .overrideByName('text', [shownAs('Details'), { id: 'custom.inspect', value: true }]);

const configuration = () =>
  tablePanel(
    {
      id: 18,
      title: 'Configuration',
      description: 'What the session was started with: hyperparameters first, then the rest.',
    },
    { kind: 'progress', part: 'configuration', ...SESSION },
  )
    .unit('string')
    .filterable(true)
    .overrideByName('section', [shownAs('Section'), width(150)])
    .overrideByName('key', [shownAs('Key')])
    .overrideByName('value', [shownAs('Value'), { id: 'custom.inspect', value: true }]);

const environment = () =>
  tablePanel(
    { id: 19, title: 'Where it runs', description: 'Host, pod, hardware and versions, a column a session.' },
    { kind: 'table', ...SESSION },
  )
    .transformations([fieldsMatching('^(session_id|environment\\..*)$'), transpose('What')])
    .unit('string')
    .filterable(true);

const everyMetric = () =>
  lossPlotPanel(
    {
      id: 20,
      title: '$metric',
      description: 'One panel for each metric that the sessions logged; the variable Metrics narrows them.',
    },
    { kind: 'series', ...SESSION, metrics: ['$metric'] },
    { stripMetrics: '', showOverfitting: false, showEarlyStop: false },
  )
    .unit('none')
    .repeat('metric')
    .repeatDirection('h')
    .maxPerRow(3);

/** What happened, as lines in the panels over time. */
const annotations = () =>
  new AnnotationQueryBuilder()
    .name('Training events')
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor('blue')
    .target(
      new TargetBuilder(
        {
          kind: 'events',
          ...SESSION,
          events: ['resume', 'failure', 'early_stop', 'checkpoint', 'learning_rate_change', 'note', 'alert'],
        },
        'Anno',
      ),
    );

export function sessionDashboard(links: ForeignLinks): DashboardBuilder {
  const dashboard = dashboardOf({
    uid: DASHBOARD_UIDS.session,
    title: 'Training session',
    description:
      'A session in full: progress, curves, scores over time, resources, log and traceback, events, configuration.',
    from: 'now-24h',
    refresh: '1m',
    variables: [
      workspaceVariable(),
      agentVariable(),
      sessionVariable(),
      metricsVariable(),
      environmentVariable('host'),
      environmentVariable('pod'),
    ],
    annotations: [annotations()],
    links: foreignLinks(links),
  });
  const [state, epoch, timeLeft, best, sinceBest, cost] = facts();
  return addSections(dashboard, [
    {
      lines: [
        line(4, [state, 4], [epoch, 4], [timeLeft, 4], [best, 4], [sinceBest, 4], [cost, 4]),
        line(6, [progress(), 24]),
        line(14, [curves(), 24]),
        line(9, [scores(), 12], [throughput(), 12]),
        line(9, [ranks(), 12], [attempts(), 12]),
      ],
    },
    { id: 101, title: 'Resources', lines: [line(9, [utilization(), 10], [memory(), 7], [power(), 7])] },
    { id: 102, title: 'Log and events', lines: [line(11, [log(), 14], [events(), 10])] },
    { id: 103, title: 'Configuration', lines: [line(12, [configuration(), 14], [environment(), 10])] },
    { id: 104, title: 'Every metric', collapsed: true, lines: [line(8, [everyMetric(), 24])] },
  ]);
}
