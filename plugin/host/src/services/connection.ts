/**
 * Whether the exporter is there, told from the requests that the datasource makes anyway: the page opens no connection
 * of its own.
 */
import { createStore } from '../state/store';

/** `connecting` before the first answer; `reconnecting` while the stream is broken; `offline` when nobody answers. */
export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'offline';

export interface Connection {
  state: ConnectionState;
  /** The exporter wants a token, or another one. */
  refused: boolean;
  /** How often the stream was opened: another number means that something may have changed meanwhile. */
  opened: number;
}

/** What the backend sees of requests. */
export type RequestEvent =
  | { kind: 'answered'; status: number }
  /** Nobody answered. */
  | { kind: 'failed' }
  | { kind: 'streamOpened' }
  /** The stream ended without anybody here wanting it to. */
  | { kind: 'streamLost' };

/** Statuses by which a proxy says that nobody answered. */
const NOBODY_ANSWERED = [502, 503, 504];

const afterAnswer = (connection: Connection, status: number): Connection => {
  if (NOBODY_ANSWERED.includes(status)) {
    return { ...connection, state: 'offline' };
  }
  const state = connection.state === 'offline' ? 'reconnecting' : connection.state;
  return { ...connection, state, refused: connection.refused || status === 401 };
};

/** The state after an event; the same object where nothing changed. */
export const afterEvent = (connection: Connection, event: RequestEvent): Connection => {
  switch (event.kind) {
    case 'streamOpened':
      return { ...connection, state: 'live', opened: connection.opened + 1 };
    case 'streamLost':
      return { ...connection, state: 'reconnecting' };
    case 'failed':
      return { ...connection, state: 'offline' };
    case 'answered':
      return afterAnswer(connection, event.status);
  }
};

export const connectionStore = createStore<Connection>({ state: 'connecting', refused: false, opened: 0 });

export const noteRequest = (event: RequestEvent): void => {
  const before = connectionStore.get();
  const after = afterEvent(before, event);
  const isSame = (Object.keys(after) as Array<keyof Connection>).every((key) => after[key] === before[key]);
  connectionStore.set(isSame ? before : after);
};

/** A token was entered: what the exporter said of the one before no longer counts. */
export const forgetRefusal = (): void => connectionStore.set({ ...connectionStore.get(), refused: false });
