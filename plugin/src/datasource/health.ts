/** "Save & test": whom the datasource talks to, and what to do when that is not the exporter that it should be. */
import type { TestDataSourceResponse } from '@grafana/data';
import type { CONTRACT_SCHEMA_VERSION, StatusAnswer } from '@shadower-training/contract';
import { type ExporterError, exporterError } from './client/errors';

/** The schema that this plugin was written for; the compiler compares it with the contract's. */
export const SCHEMA_VERSION: typeof CONTRACT_SCHEMA_VERSION = 1;

const EXPORTER_NAME: StatusAnswer['name'] = 'shadower-training-exporter';

/** The exporter in one line. */
export function describeStatus({ version, schema_version, store, workspace_id }: StatusAnswer): string {
  const workspace = workspace_id === null ? 'all workspaces (no tokens)' : `workspace ${workspace_id}`;
  return `Exporter ${version}, schema ${schema_version}, ${store} store, ${workspace}`;
}

/** What stands in the way of using this exporter; null when nothing does. */
export function statusProblem(status: StatusAnswer): string | null {
  if (status?.name !== EXPORTER_NAME) {
    return 'Something answers at this address, but it is not a Shadower Training exporter. Check host and port.';
  }
  if (status.schema_version > SCHEMA_VERSION) {
    return `${describeStatus(status)}: newer than this plugin, which knows schema ${SCHEMA_VERSION}. Update the plugin.`;
  }
  if (status.schema_version < SCHEMA_VERSION) {
    return `${describeStatus(status)}: older than this plugin, which needs schema ${SCHEMA_VERSION}. Update the exporter.`;
  }
  if (!status.scopes.includes('read') && status.scopes.length > 0) {
    return `${describeStatus(status)}: the token has the scopes ${status.scopes.join(', ')}, but not "read". Use a token that has it.`;
  }
  return null;
}

/** The result of the test from an answer. */
export function healthOf(status: StatusAnswer): TestDataSourceResponse {
  const problem = statusProblem(status);
  return problem ? { status: 'error', message: problem } : { status: 'success', message: describeStatus(status) };
}

/** The result of the test from a failure. */
export function healthOfFailure(thrown: unknown): TestDataSourceResponse {
  const error: ExporterError = exporterError(thrown);
  return { status: 'error', message: error.message };
}
