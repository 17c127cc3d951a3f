/** A query in a few words, for query history and collapsed rows. */
import { isCurveKind, metricsOf, type ProgressPart, type TableView, type TrainingQuery } from './query';

const PARTS: Record<ProgressPart, string> = {
  session: 'state and scores',
  log: 'log',
  configuration: 'configuration',
};

const COMBINED: Record<NonNullable<TrainingQuery['combine']>, string> = {
  none: '',
  group: ' (runs of a group combined)',
  rank: ' (ranks combined)',
};

/** What it shows, of which sessions, and by what they are narrowed. */
export function describeQuery(query: TrainingQuery): string {
  return `${subjectOf(query)}${sessionsOf(query)}`;
}

function subjectOf(query: TrainingQuery): string {
  const { kind, xMetric, x = 'step', combine = 'none', part = 'session', events } = query;
  if (isCurveKind(kind)) return `${metricsOf(query).join(', ')} over ${xMetric ?? x}${COMBINED[combine]}`;
  if (kind === 'progress') return PARTS[part];
  if (kind === 'table') return tableText(query.view, query.groupBy);
  return kind === 'events' && events?.length ? `events (${events.join(', ')})` : kind;
}

function tableText(view: TableView = 'sessions', groupBy: string[] = []): string {
  if (view === 'diff') return 'configurations compared';
  if (view === 'groups') return `sessions grouped${groupBy.length ? ` by ${groupBy.join(', ')}` : ''}`;
  return 'sessions compared';
}

function sessionsOf({ sessions, agents, states, group, tags = [], where = [] }: TrainingQuery): string {
  return [
    sessions?.length ? ` of ${sessions.join(', ')}` : '',
    agents?.length ? ` by ${agents.join(', ')}` : '',
    states?.length ? `, ${states.join(' or ')}` : '',
    group ? `, group ${group}` : '',
    tags.length + where.length ? `, where ${[...tags, ...where].join(' and ')}` : '',
  ].join('');
}
