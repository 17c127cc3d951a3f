/** The list of sessions: the built training-progress panel, whose clicks choose what is shown below. */
import type { PanelData } from '@grafana/data';
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

export function Sessions({ data, variables, height, count }: Props) {
  const isComparing = useStore(comparingStore);
  return (
    <section aria-label="Sessions">
      <PanelHost
        id={1}
        pluginId="shadower-trainingprogress-panel"
        title="Sessions"
        height={height}
        data={data}
        variables={variables}
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
