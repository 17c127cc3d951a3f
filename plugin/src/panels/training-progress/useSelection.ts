/** The dashboard's session variable: which sessions it names, and how a click sets it. */
import { useCallback, useEffect, useState } from 'react';
import type { InterpolateFunction } from '@grafana/data';
import { locationService } from '@grafana/runtime';

/** @param variable name of the variable; empty turns selection off */
export function useSelection(variable: string, replaceVariables: InterpolateFunction) {
  const read = useCallback(() => selectedIds(variable, replaceVariables), [variable, replaceVariables]);
  const [selected, setSelected] = useState<ReadonlySet<string>>(read);
  useEffect(() => {
    const update = () => setSelected((before) => (sameIds(before, read()) ? before : read()));
    update();
    const subscription = locationService.getLocationObservable().subscribe(update);
    return () => subscription.unsubscribe();
  }, [read]);
  const select = useCallback(
    (id: string) => {
      if (variable !== '') {
        locationService.partial({ [`var-${variable}`]: id }, true);
        setSelected(new Set([id]));
      }
    },
    [variable],
  );
  return { selected, select };
}

function selectedIds(variable: string, replaceVariables: InterpolateFunction): ReadonlySet<string> {
  if (variable === '') {
    return new Set();
  }
  const inAddress = new URLSearchParams(locationService.getLocation().search).getAll(`var-${variable}`);
  if (inAddress.length > 0) {
    return new Set(inAddress);
  }
  const pattern = `\${${variable}:csv}`;
  const value = replaceVariables(pattern);
  // A dashboard without the variable leaves the pattern as it is.
  return new Set(value === pattern || value === '' ? [] : value.split(','));
}

function sameIds(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((id) => b.has(id));
}
