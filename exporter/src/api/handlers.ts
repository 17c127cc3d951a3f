import { openApiDocument, type RouteId } from '@shadower-training/contract';
import { deleteSessionHandler, deleteWorkspaceHandler } from './deletions.js';
import { eventsHandler } from './events.js';
import type { Handler } from './handler.js';
import { fieldsHandler, fieldValuesHandler } from './fields.js';
import { aliveHandler, readyHandler } from './health.js';
import { historyHandler } from './history.js';
import { agentsHandler, metricsHandler, tagsHandler, workspacesHandler } from './lists.js';
import { optimizeHandler } from './optimize.js';
import type { ApiParts } from './parts.js';
import { progressHandler } from './progress.js';
import { publicUrlOf } from './public-url.js';
import { seriesReader } from './series.js';
import { sessionsHandler } from './sessions.js';
import { Settler } from './settler.js';
import { statusHandler } from './status.js';
import { SessionLookup } from './stored-session.js';
import { tableHandler } from './table.js';

/** Calls that are not answered with JSON from a handler: they work on the request and response themselves. */
export type StreamedRouteId =
  | 'startSession'
  | 'describeSession'
  | 'logMetrics'
  | 'logEvents'
  | 'heartbeat'
  | 'completeSession'
  | 'live'
  | 'prometheus'
  | 'documentation'
  | 'page';

export type Handlers = { readonly [Id in Exclude<RouteId, StreamedRouteId>]: Handler<Id> };

/** Every call that is answered with JSON. */
export function createHandlers(parts: ApiParts, isStopping: () => boolean): Handlers {
  const { reader, writer } = parts;
  const settler = new Settler(writer);
  const sessions = new SessionLookup(reader, settler);
  const series = seriesReader(reader, sessions);
  const description = openApiDocument(parts.version, publicUrlOf(parts.configuration));
  return {
    listSessions: sessionsHandler(reader, settler),
    sessionsTable: tableHandler(reader, settler),
    trainingHistory: historyHandler(reader, settler),
    progress: progressHandler(reader, sessions),
    optimize: optimizeHandler(),
    series: ({ workspace_id, query, signal }) => series(workspace_id, query, signal),
    seriesByBody: ({ workspace_id, body, signal }) => series(workspace_id, body, signal),
    events: eventsHandler(reader, settler),
    listWorkspaces: workspacesHandler(reader, settler),
    listAgents: agentsHandler(reader, settler),
    listMetrics: metricsHandler(reader, settler),
    listTags: tagsHandler(reader, settler),
    listFields: fieldsHandler(reader, settler),
    listFieldValues: fieldValuesHandler(reader, settler),
    deleteSession: deleteSessionHandler(parts),
    deleteWorkspace: deleteWorkspaceHandler(parts),
    status: statusHandler(parts),
    alive: aliveHandler(),
    ready: readyHandler(writer, isStopping),
    openApi: async () => description,
  };
}
