/** Where the sessions of a panel come from: the datasource of their frames, and whether it lets them be changed. */
import type { DataSourceRef, PanelData } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { isSessionEditing, type SessionEditing } from '../../frames/session-editing';

const OURS = 'shadower-training-datasource';

/** The datasource of a frame's query; undefined for frames of no query. */
export function sourceOf(request: PanelData['request'], refId: string | undefined): DataSourceRef | undefined {
  const targets = request?.targets ?? [];
  const target =
    targets.find((candidate) => candidate.refId === refId) ?? (targets.length === 1 ? targets[0] : undefined);
  return target?.datasource ?? undefined;
}

/** Whether it is worth asking a datasource for editing at all: then rows get a menu. */
export function mayEdit(request: PanelData['request']): boolean {
  return request?.targets.some(({ datasource }) => datasource?.type === OURS) ?? false;
}

export type Editing =
  | { kind: 'pending' }
  /** A datasource that knows nothing of editing. */
  | { kind: 'none' }
  | { kind: 'refused'; reason: string }
  | { kind: 'allowed'; datasource: SessionEditing };

/** Asks the datasource itself; never rejects. */
export async function editingOf(source: DataSourceRef | undefined): Promise<Editing> {
  if (!source) {
    return { kind: 'none' };
  }
  try {
    const datasource: unknown = await getDataSourceSrv().get(source);
    if (!isSessionEditing(datasource)) {
      return { kind: 'none' };
    }
    const { allowed, reason } = await datasource.canEdit();
    return allowed ? { kind: 'allowed', datasource } : { kind: 'refused', reason: reason ?? 'Not allowed' };
  } catch (thrown) {
    return { kind: 'refused', reason: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}
