/** The words of rows, made when a row comes into view and kept as long as its frame. */
import { useMemo } from 'react';
import type { SessionEntry, SessionRow } from './row';
import { readRow } from './session';

export function useRowWords(extra: readonly string[]): (entry: SessionEntry) => SessionRow {
  const names = extra.join('\n');
  return useMemo(() => {
    const kept = new WeakMap<SessionEntry, SessionRow>();
    const fields = names === '' ? [] : names.split('\n');
    return (entry) => {
      const row = kept.get(entry) ?? readRow(entry, fields);
      kept.set(entry, row);
      return row;
    };
  }, [names]);
}
