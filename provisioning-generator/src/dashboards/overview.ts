/** *Training overview*: what runs, what needs a person, how sessions end, how long they take and what they cost. */
import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as AnnotationsListBuilder } from '@grafana/grafana-foundation-sdk/annotationslist';
import { PanelBuilder as BarChartBuilder } from '@grafana/grafana-foundation-sdk/barchart';
import { PanelBuilder as HistogramBuilder } from '@grafana/grafana-foundation-sdk/histogram';
import {
  BigValueColorMode,
  VizOrientation,
  VizTextDisplayOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { COLORED_TEXT, PLAIN, SHARE_THRESHOLDS, shownAs, thresholds, width } from '../parts/fields.js';
import { DASHBOARD_UIDS } from '../parts/ids.js';
import { addSections, line } from '../parts/layout.js';
import { ADDRESS_FIELD } from '../parts/links.js';
import { described, progressPanel, statPanel, tablePanel, type PanelFacts } from '../parts/panels.js';
import { ENDED_STATES, LIVE_STATES } from '../parts/states.js';
import type { Selection, TrainingTarget } from '../parts/target.js';
import { fieldsMatching, formatTime, groupBy, limit, onlyFields, sortBy } from '../parts/transformations.js';
import { agentVariable, filtersVariable, workspaceVariable } from '../parts/variables.js';
import { dashboardOf } from './frame.js';

/** Sessions that numbers are made of; where there are more, the panel says so. */
const MOST_COUNTED = 1_000;

const sessions = (selection: Selection = {}): TrainingTarget => ({
  kind: 'sessions',
  agents: ['$agent'],
  limit: MOST_COUNTED,
  ...selection,
});
const NEEDS_ATTENTION: Selection = { where: ['attention>=warning'] };

const sessionCount = (facts: PanelFacts, selection: Selection) =>
  // Of the agents, as ids carry a link to their own session.
  statPanel(facts, sessions(selection), 'agent_id', 'count').unit('short');

const running = () =>
  sessionCount(
    { id: 1, title: 'Running', description: 'Sessions that are at work, or that should be but are silent or hung.' },
    { states: LIVE_STATES },
  ).thresholds(thresholds('text', [1, 'blue']));

const needsAttention = () =>
  sessionCount(
    { id: 2, title: 'Attention', description: 'Sessions with a warning or worse; the list below says why.' },
    NEEDS_ATTENTION,
  )
    .thresholds(thresholds('green', [1, 'orange']))
    .colorMode(BigValueColorMode.Background);

const completionRate = () =>
  statPanel(
    {
      id: 3,
      title: 'Completion',
      description:
        'Of the sessions that have ended, the share that completed or stopped early; the others failed or were cancelled.',
    },
    sessions({ states: ENDED_STATES }),
    'completion',
    'mean',
  )
    .unit('percentunit')
    .decimals(0)
    .min(0)
    .max(1)
    .thresholds(SHARE_THRESHOLDS());

const failed = () =>
  sessionCount(
    { id: 4, title: 'Failed', description: 'Sessions that ended with an error.' },
    { states: ['failed'] },
  ).thresholds(thresholds('green', [1, 'red']));

const duration = () =>
  statPanel(
    {
      id: 5,
      title: 'Duration',
      description: 'From start to end, the median of the sessions that have ended.',
    },
    sessions({ states: ENDED_STATES }),
    'duration_seconds',
    'median',
  )
    .unit('s')
    .thresholds(thresholds('text'));

const cost = () =>
  statPanel(
    { id: 6, title: 'Cost', description: 'What these sessions cost: as reported, else hours times price.' },
    sessions(),
    'training_cost_usd',
    'sum',
  )
    .unit('currencyUSD')
    .decimals(2)
    .thresholds(thresholds('text'));

const attentionList = () =>
  tablePanel(
    {
      id: 7,
      title: 'Needs attention',
      description: 'Why someone should look, the most urgent first. A click on a name opens the session.',
    },
    sessions({ ...NEEDS_ATTENTION, sort: '-attention', limit: 100 }),
  )
    .transformations(
      onlyFields(
        'attention',
        'name',
        'agent_id',
        'state',
        'attention_reason',
        'last_news_at',
        'session_id',
        'started_at',
        ADDRESS_FIELD,
      ),
    )
    .unit('short')
    .filterable(true)
    .noValue('')
    .overrideByName('attention', [shownAs('Level'), COLORED_TEXT, width(100)])
    .overrideByName('name', [shownAs('Session')])
    .overrideByName('agent_id', [shownAs('Agent')])
    .overrideByName('state', [shownAs('State'), COLORED_TEXT, width(130)])
    .overrideByName('attention_reason', [shownAs('Reason'), width(560)])
    .overrideByName('last_news_at', [shownAs('Last news'), { id: 'unit', value: 'dateTimeFromNow' }])
    .overrideByName('session_id', [shownAs('Id')])
    .overrideByName('started_at', [shownAs('Started'), { id: 'unit', value: 'dateTimeFromNow' }]);

const runningList = () =>
  progressPanel(
    {
      id: 8,
      title: 'Running sessions',
      description:
        'Progress, time left and scores of the sessions at work. A click on a name opens the session; sessions chosen by ctrl+click can be compared.',
    },
    sessions({ states: LIVE_STATES, limit: 200 }),
    {},
  );

const endedList = () =>
  progressPanel(
    {
      id: 9,
      title: 'Ended sessions',
      description:
        'The newest sessions that have ended. A click on a name opens the session over the time in which it ran.',
    },
    sessions({ states: ENDED_STATES, limit: 200 }),
    { density: 'compact' },
  );

/** Longer names of days and agents are cut off. */
const LABEL_LETTERS = 24;

const bars = (facts: PanelFacts, query: TrainingTarget) =>
  described(new BarChartBuilder(), facts, query)
    .xTickLabelMaxLength(LABEL_LETTERS)
    .text(new VizTextDisplayOptionsBuilder().valueSize(13))
    .colorScheme(PLAIN)
    .fillOpacity(60)
    .noValue('0');

const byState = () =>
  bars({ id: 10, title: 'Sessions by state', description: 'How many sessions are in each state.' }, sessions())
    .transformations([groupBy('state', 'session_id', 'count'), sortBy('session_id (count)', true)])
    .orientation(VizOrientation.Horizontal)
    .unit('short')
    .decimals(0)
    .min(0)
    .overrideByName('session_id (count)', [shownAs('Sessions')]);

const byDay = () =>
  bars({ id: 11, title: 'Sessions started a day', description: 'How many sessions started on each day.' }, sessions())
    .transformations([
      formatTime('started_at', 'YYYY-MM-DD'),
      groupBy('started_at', 'session_id', 'count'),
      sortBy('started_at'),
    ])
    .unit('short')
    .decimals(0)
    .min(0)
    .overrideByName('session_id (count)', [shownAs('Sessions')]);

const costByDay = () =>
  bars(
    { id: 12, title: 'Cost a day', description: 'Cost of the sessions by the day on which they started.' },
    sessions(),
  )
    .transformations([
      formatTime('started_at', 'YYYY-MM-DD'),
      groupBy('started_at', 'training_cost_usd', 'sum'),
      sortBy('started_at'),
    ])
    .unit('currencyUSD')
    .min(0)
    .overrideByName('training_cost_usd (sum)', [shownAs('Cost')]);

const costByAgent = () =>
  bars({ id: 13, title: 'Cost by agent', description: 'The ten agents whose sessions cost most.' }, sessions())
    .transformations([
      groupBy('agent_id', 'training_cost_usd', 'sum'),
      sortBy('training_cost_usd (sum)', true),
      limit(10),
    ])
    .orientation(VizOrientation.Horizontal)
    .unit('currencyUSD')
    .min(0)
    .overrideByName('training_cost_usd (sum)', [shownAs('Cost')]);

const durations = () =>
  described(
    new HistogramBuilder(),
    { id: 14, title: 'Durations', description: 'How long sessions that have ended took from start to end.' },
    sessions({ states: ENDED_STATES }),
  )
    .colorScheme(PLAIN)
    .transformations([fieldsMatching('^duration_seconds$')])
    .unit('s')
    .overrideByName('duration_seconds', [shownAs('Duration')]);

const events = () =>
  tablePanel(
    {
      id: 15,
      title: 'What happened',
      description: 'Starts, failures, early stops and what training code reported, in the time range.',
    },
    {
      kind: 'events',
      agents: ['$agent'],
      events: ['start', 'resume', 'failure', 'early_stop', 'state', 'alert', 'note'],
      limit: 500,
    },
  )
    .transformations([...onlyFields('time', 'kind', 'session', 'title', 'text'), sortBy('time', true)])
    .unit('short')
    .filterable(true)
    .overrideByRegexp('^time$', [shownAs('Time'), width(180), { id: 'unit', value: 'dateTimeAsIso' }])
    .overrideByName('kind', [shownAs('Kind'), width(130)])
    .overrideByName('session', [shownAs('Session'), width(280)])
    .overrideByName('title', [shownAs('What')])
    .overrideByName('text', [shownAs('Details'), { id: 'custom.inspect', value: true }]);

const notes = () =>
  new AnnotationsListBuilder()
    .id(16)
    .title('Notes and alerts')
    .description("Annotations that people made and alert rules wrote, in Grafana's own store.")
    .datasource({ type: 'grafana', uid: '-- Grafana --' })
    .limit(20)
    .onlyInTimeRange(true);

export function overviewDashboard(): DashboardBuilder {
  const dashboard = dashboardOf({
    uid: DASHBOARD_UIDS.overview,
    title: 'Training overview',
    description: 'What runs, what needs attention, how sessions end, how long they take and what they cost.',
    from: 'now-7d',
    refresh: '1m',
    variables: [workspaceVariable(), agentVariable(), filtersVariable()],
  });
  return addSections(dashboard, [
    {
      lines: [
        line(
          4,
          [running(), 4],
          [needsAttention(), 4],
          [completionRate(), 4],
          [failed(), 4],
          [duration(), 4],
          [cost(), 4],
        ),
        line(7, [attentionList(), 24]),
        line(9, [runningList(), 24]),
        line(10, [endedList(), 24]),
      ],
    },
    {
      id: 101,
      title: 'How sessions end, how long they take, what they cost',
      lines: [line(8, [byState(), 8], [byDay(), 8], [durations(), 8]), line(8, [costByDay(), 12], [costByAgent(), 12])],
    },
    { id: 102, title: 'Events', lines: [line(9, [events(), 17], [notes(), 7])] },
  ]);
}
