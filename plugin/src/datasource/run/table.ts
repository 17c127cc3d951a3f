/** Query kind `table`: sessions side by side, their configurations key by key, or groups of them. */
import type { Notice, SessionsTable } from '@shadower-training/contract';
import type { Observable } from 'rxjs';
import { diffFrame } from '../../frames/diff';
import { groupsFrame, unknownColumns } from '../../frames/groups';
import { tableFrame } from '../../frames/table';
import { sessionsPath, tablePath } from '../client/client';
import type { TableView } from '../query';
import type { QueryAnswer } from './answer';
import { askAgain } from './ask-again';
import { originOf, type RunContext } from './context';
import { isLiveSession, isLiveState, sessionQuestion } from './session-question';
import { cutNotice, DEFAULT_LIST_LIMIT } from './sessions';

/** Columns that a person can still compare. */
const DIFF_SESSIONS = 10;
/** Ids that fit into one address: a table can't be asked for in parts, as its columns are those of all its sessions. */
const NAMED_SESSIONS = 100;
/** Groups are of many sessions. */
const GROUPED_SESSIONS = 1_000;

const VIEWS: Record<TableView, (context: RunContext) => Observable<QueryAnswer>> = {
  sessions: runRows,
  diff: runDiff,
  groups: runGroups,
};

export function runTable(context: RunContext): Observable<QueryAnswer> {
  // A dashboard may name a view of a newer version: rows are never wrong.
  return (VIEWS[context.query.view ?? 'sessions'] ?? runRows)(context);
}

function runRows(asked: RunContext): Observable<QueryAnswer> {
  const context = withFewNames(asked);
  const { client, query } = context;
  const question = sessionQuestion(context, DEFAULT_LIST_LIMIT);
  return askAgain(context, {
    load: () => client.table(question),
    isLive: hasLiveRow,
    framesOf: (table) => {
      const origin = originOf(context, `GET ${tablePath(question)}`, cutNotice(table.rows.length, table.total));
      return [tableFrame(table, query.onlyDiffering ?? false, origin)];
    },
  });
}

function runDiff(context: RunContext): Observable<QueryAnswer> {
  const { client, query } = context;
  const question = sessionQuestion(context, DIFF_SESSIONS);
  return askAgain(context, {
    load: () => client.sessions(question),
    isLive: ({ items }) => items.some(isLiveSession),
    framesOf: ({ items, total }) => {
      const notices = [...cutNotice(items.length, total), ...tooFew(items.length)];
      const origin = originOf(context, `GET ${sessionsPath(question)}`, notices);
      return [diffFrame(inOrder(items, query.sessions), query.onlyDiffering ?? true, origin)];
    },
  });
}

function runGroups(asked: RunContext): Observable<QueryAnswer> {
  const context = withFewNames(asked);
  const { client, query } = context;
  const question = sessionQuestion(context, GROUPED_SESSIONS);
  const names = query.groupBy ?? [];
  return askAgain(context, {
    load: () => client.table(question),
    isLive: hasLiveRow,
    framesOf: (table) => {
      const unknown = unknownColumns(table, names).map((name): Notice => {
        return { severity: 'warning', text: `No session has ${name}: it groups nothing.` };
      });
      const notices = [...cutNotice(table.rows.length, table.total), ...(table.rows.length ? unknown : [])];
      const origin = originOf(context, `GET ${tablePath(question)}`, notices);
      return [groupsFrame(table, names, query.onlyDiffering ?? false, origin)];
    },
  });
}

function hasLiveRow({ columns, rows }: SessionsTable): boolean {
  const state = columns.findIndex(({ name }) => name === 'state');
  return rows.some((row) => isLiveState(row[state]));
}

/** As many named sessions as can be asked for at once, and a word about the rest. */
function withFewNames(context: RunContext): RunContext {
  const chosen = context.query.sessions ?? [];
  if (chosen.length <= NAMED_SESSIONS) return context;
  const text = `Only the first ${NAMED_SESSIONS} of ${chosen.length} chosen sessions are compared. Where a variable stands for all sessions, give it the custom all value *.`;
  return {
    ...context,
    query: { ...context.query, sessions: chosen.slice(0, NAMED_SESSIONS) },
    notices: [...context.notices, { severity: 'warning', text }],
  };
}

/** Chosen sessions in the order in which they were chosen: the first is what others are compared with. */
function inOrder<Item extends { session_id: string }>(items: Item[], chosen: readonly string[] | undefined): Item[] {
  if (!chosen?.length) return items;
  return items.toSorted((left, right) => chosen.indexOf(left.session_id) - chosen.indexOf(right.session_id));
}

function tooFew(count: number): Notice[] {
  return count === 1
    ? [{ severity: 'info', text: 'One session has nothing to differ from: choose a second one.' }]
    : [];
}
