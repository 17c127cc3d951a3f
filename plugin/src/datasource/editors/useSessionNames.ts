/** Names of the chosen sessions: an id of 36 characters says nothing to a person. */
import { useEffect, useState } from 'react';
import type { ExporterClient } from '../client/client';

/** Names by session id; ids that are variables, unknown or unnamed are missing. */
export function useSessionNames(client: ExporterClient, ids: readonly string[]): ReadonlyMap<string, string> {
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const wanted = ids.filter((id) => !id.includes('$')).join('\u0000');
  useEffect(() => {
    if (wanted === '') return;
    const subscription = client.sessions({ session_id: wanted.split('\u0000') }).subscribe({
      next: ({ items }) =>
        setNames(new Map(items.flatMap(({ session_id, name }) => (name ? [[session_id, name] as const] : [])))),
      // Without names the ids are shown.
      error: () => {},
    });
    return () => subscription.unsubscribe();
  }, [client, wanted]);
  return names;
}
