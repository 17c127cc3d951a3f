/**
 * What the page shows <-> the end of its address: `?workspace=w#/sessions/<id>,<id>?agent=a`.
 *
 * Ids are percent-encoded, so a comma between them is unmistakable.
 */

/** What the reader chose; the page finds a session by itself where none is chosen. */
export interface PageState {
  sessions: readonly string[];
  workspace?: string;
  agent?: string;
}

/** A part that nobody could have written with our own encoding is taken as it stands. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * Reads an address; what is not understood is left out.
 * @param search The query in front of the fragment; a workspace or an agent may stand in either.
 */
export const parseAddress = (fragment: string, search = ''): PageState => {
  const [path = '', query = ''] = fragment.replace(/^#\/?/, '').split('?', 2);
  const [room, list = ''] = path.split('/', 2);
  const parameters = new URLSearchParams(query);
  const outer = new URLSearchParams(search);
  const ids = room === 'sessions' ? list.split(',').map(decoded) : [];
  const state: PageState = { sessions: [...new Set(ids.filter((id) => id !== ''))] };
  const workspace = parameters.get('workspace') || outer.get('workspace');
  const agent = parameters.get('agent') || outer.get('agent');
  return { ...state, ...(workspace ? { workspace } : {}), ...(agent ? { agent } : {}) };
};

/**
 * The end of an address that shows a state: the workspace as a query, as the exporter and its clients write it, the rest
 * as a fragment. An empty text for the page as it is opened.
 */
export const formatAddress = ({ sessions, workspace, agent }: PageState): string => {
  const path = sessions.length > 0 ? `/sessions/${sessions.map(encodeURIComponent).join(',')}` : '/';
  const query = agent ? `?${new URLSearchParams({ agent }).toString()}` : '';
  const fragment = path === '/' && query === '' ? '' : `#${path}${query}`;
  return `${workspace ? `?${new URLSearchParams({ workspace }).toString()}` : ''}${fragment}`;
};

/** The address to hand to somebody else: the sessions and their workspace, not the reader's own filter. */
export const shareableAddress = (base: string, { sessions, workspace }: PageState): string =>
  base + formatAddress({ sessions, workspace });
