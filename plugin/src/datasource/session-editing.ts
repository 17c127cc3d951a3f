/** What panels ask to change a session (frames/session-editing.ts), by the exporter's PATCH. */
import { config } from '@grafana/runtime';
import type { PatchRequest } from '@shadower-training/contract';
import { firstValueFrom } from 'rxjs';
import type { EditableSession, EditingAllowance, SessionAddress, SessionChange } from '../frames/session-editing';
import type { ExporterClient } from './client/client';
import { exporterError } from './client/errors';

/** A session as it stands now. */
export async function readSession(client: ExporterClient, session: SessionAddress): Promise<EditableSession> {
  const { session_id, workspace_id } = session;
  const { items } = await firstValueFrom(client.sessions({ workspace_id, session_id: [session_id] }));
  const found = items.find((item) => item.session_id === session_id);
  if (found === undefined) throw new Error(`The exporter knows no session ${session_id} any more.`);
  return { name: found.name ?? null, notes: found.notes ?? '', tags: { ...found.tags } };
}

/** Sends only what changes. */
export async function updateSession(
  client: ExporterClient,
  { session_id, workspace_id }: SessionAddress,
  change: SessionChange,
): Promise<void> {
  // A tag of null is taken away; whether the exporter can do that, it says itself.
  await firstValueFrom(client.patch(session_id, { ...change, workspace_id } as PatchRequest));
}

/** The route that changes sessions asks for this role (plugin.json, `reqRole`). */
const ROLES: readonly unknown[] = ['Editor', 'Admin'];

/** Whether the token may write, and whether Grafana lets this user. */
export async function canEdit(client: ExporterClient): Promise<EditingAllowance> {
  // Behind Grafana's proxy the user's role counts as well; the exporter's own page has no users.
  if (client.base !== '') {
    const user = config.bootData?.user;
    if (user !== undefined && !ROLES.includes(user.orgRole) && !user.isGrafanaAdmin) {
      return { allowed: false, reason: 'Only editors of this organization may change sessions.' };
    }
  }
  try {
    const { scopes } = await firstValueFrom(client.status());
    const allowed = scopes.length === 0 || scopes.includes('ingest');
    return allowed ? { allowed } : { allowed, reason: 'The token of the data source has no scope "ingest".' };
  } catch (thrown) {
    return { allowed: false, reason: exporterError(thrown).message };
  }
}
