import { CONTRACT_SCHEMA_VERSION } from '@shadower-training/contract';
import type { Handler } from './handler.js';
import type { ApiParts } from './parts.js';

/** GET /analytics/status. */
export function statusHandler({ version, configuration }: ApiParts): Handler<'status'> {
  return async ({ principal }) => ({
    name: 'shadower-training-exporter',
    version,
    schema_version: CONTRACT_SCHEMA_VERSION,
    store: configuration.store,
    workspace_id: principal.workspace_id,
    scopes: [...principal.scopes],
  });
}
