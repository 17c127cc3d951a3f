/** The selected sessions, in step with a variable of the dashboard where it has one. */
import { useCallback, useEffect, useState } from 'react';
import type { InterpolateFunction } from '@grafana/data';
import { getTemplateSrv, locationService } from '@grafana/runtime';

export interface Selection {
  selected: ReadonlySet<string>;
  /** @param adding Adds the session to the selected ones, or takes it out; else it is selected alone. */
  select: (id: string, adding: boolean) => void;
}

/** What stands for all sessions: Grafana's own word, and values that dashboards give it. */
const ALL: ReadonlySet<string> = new Set(['$__all', '*', '.*']);

/**
 * @param variable Name of the variable; empty turns selecting off. Where the dashboard has no such variable (Explore),
 *   sessions are selected in this panel only.
 */
export function useSelection(variable: string, replaceVariables: InterpolateFunction): Selection {
  const read = useCallback(() => idsOf(variable, replaceVariables), [variable, replaceVariables]);
  const [selected, setSelected] = useState<ReadonlySet<string>>(() => new Set(read() ?? []));
  useEffect(() => {
    const update = () =>
      setSelected((before) => {
        const told = read();
        return told === null || says(before, told, variable) ? before : new Set(told);
      });
    update();
    const subscription = locationService.getLocationObservable().subscribe(update);
    return () => subscription.unsubscribe();
  }, [read, variable]);
  const select = useCallback(
    (id: string, adding: boolean) => {
      if (variable === '') {
        return;
      }
      const next = adding ? toggled(selected, id) : new Set([id]);
      setSelected(next);
      if (read() !== null) {
        // One value a variable: that of the session chosen last.
        const newest = next.has(id) ? id : [...next].at(-1);
        const value = adding && takesSeveral(variable) ? [...next] : newest;
        locationService.partial({ [`var-${variable}`]: value }, true);
      }
    },
    [variable, selected, read],
  );
  return { selected, select };
}

/** Adds or takes out; the last one stays, as a variable without a value would mean all sessions. */
export function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  if (!ids.has(id)) {
    return new Set([...ids, id]);
  }
  return ids.size === 1 ? ids : new Set([...ids].filter((other) => other !== id));
}

/** The variable's values; null where the dashboard has no such variable. */
function idsOf(variable: string, replaceVariables: InterpolateFunction): string[] | null {
  if (variable === '') {
    return null;
  }
  const inAddress = new URLSearchParams(locationService.getLocation().search).getAll(`var-${variable}`);
  if (inAddress.length > 0) {
    return inAddress.filter(isId);
  }
  const pattern = `\${${variable}:json}`;
  const value = replaceVariables(pattern);
  // A dashboard without the variable leaves the pattern as it is.
  return value === pattern ? null : valuesOf(value).filter(isId);
}

const isId = (value: string): boolean => value !== '' && !ALL.has(value);

/** One or several values as JSON; a value for All is given as it is written. */
function valuesOf(text: string): string[] {
  try {
    return [JSON.parse(text) as unknown].flat().map(String);
  } catch {
    return [text];
  }
}

/** Whether the selected ones are what the variable says; one value may stand for several that it can't hold. */
function says(selected: ReadonlySet<string>, told: readonly string[], variable: string): boolean {
  const isSame = selected.size === told.length && told.every((id) => selected.has(id));
  const [only] = told;
  return isSame || (told.length === 1 && only !== undefined && selected.has(only) && !takesSeveral(variable));
}

/** Hosts that don't tell their variables take what they are given. */
function takesSeveral(variable: string): boolean {
  const known = getTemplateSrv()
    ?.getVariables()
    .find(({ name }) => name === variable);
  return known === undefined || !('multi' in known) || known.multi === true;
}
