/**
 * What a panel asks of the datasource of its frames to change a session: the part between a panel that knows only
 * frames and our datasource that knows the exporter. Other datasources have no such part: {@link isSessionEditing}.
 */

/** Fields to write; one that is left out stays as it is. */
export interface SessionChange {
  name?: string;
  /** Empty text takes the notes away. */
  notes?: string;
  /** Added to the session's tags name by name; null takes a tag away. */
  tags?: Record<string, string | null>;
}

/** Names a session; an exporter without tokens keeps several workspaces behind one datasource. */
export interface SessionAddress {
  session_id: string;
  /** Left out: the token's workspace, else the default one. */
  workspace_id?: string;
}

/** What can be edited as it stands now, asked afresh: the row of a frame may be old, or may lack these fields. */
export interface EditableSession {
  name: string | null;
  /** Empty when there are none. */
  notes: string;
  tags: Record<string, string>;
}

/** Whether the datasource's token may write, and in words why not, for example "The token has no scope ingest". */
export interface EditingAllowance {
  allowed: boolean;
  /** Shown to the reader where `allowed` is false. */
  reason?: string;
}

export interface SessionEditing {
  /** Rejects with an Error whose message is the exporter's own words. */
  readSession(session: SessionAddress): Promise<EditableSession>;
  /** Resolves when the exporter has made the change durable; rejects with an Error in the exporter's own words. */
  updateSession(session: SessionAddress, change: SessionChange): Promise<void>;
  /** Never rejects: an exporter that is away is a reason. Cheap to ask again. */
  canEdit(): Promise<EditingAllowance>;
}

const METHODS = ['readSession', 'updateSession', 'canEdit'] as const satisfies ReadonlyArray<keyof SessionEditing>;

/** Whether a datasource can change sessions; any other datasource's frames are only looked at. */
export function isSessionEditing(datasource: unknown): datasource is SessionEditing {
  if (typeof datasource !== 'object' || datasource === null) return false;
  return METHODS.every((method) => typeof Reflect.get(datasource, method) === 'function');
}
