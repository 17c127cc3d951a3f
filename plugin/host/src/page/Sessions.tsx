/** The list of sessions: the built training-progress panel, whose clicks choose what is shown below. */
import { useMemo } from 'react';
import type { PanelData } from '@grafana/data';
import { withoutLinks } from '../data/withoutLinks';
import { Check } from '../controls/Check';
import { PanelHost } from '../panel/PanelHost';
import { comparingStore } from '../services/adding';
import type { Variables } from '../services/templates';
import { useStore } from '../state/store';

interface Props {
  data: PanelData;
  variables: Variables;
  height: number;
  /** How many sessions there are; a single one can't be compared. */
  count: number;
}

/** Curves of all selected sessions stand below: there is nowhere else to compare them. */
const OPTIONS = { compareDashboardUid: '' };

export function Sessions({ data, variables, height, count }: Props) {
  // On this page a session's link would lead to where the reader is: a click on its name chooses it instead.
  const shown = useMemo(() => ({ ...data, series: data.series.map(withoutLinks) }), [data]);
  const isComparing = useStore(comparingStore);
  return (
    <section aria-label="Sessions">
      <PanelHost
        id={1}
        pluginId="shadower-trainingprogress-panel"
        title="Sessions"
        height={height}
        data={shown}
        variables={variables}
        options={OPTIONS}
        actions={
          count > 1 && (
            <Check
              label="Compare"
              title="A click adds a session to the curves or takes it out; so does a click with Ctrl or Cmd held"
              checked={isComparing}
              onChange={comparingStore.set}
            />
          )
        }
      />
    </section>
  );
}
