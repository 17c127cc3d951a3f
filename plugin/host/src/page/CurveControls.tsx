/** How the curves are drawn: x-axis, scale, smoothing, metrics. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import { Check } from '../controls/Check';
import { Choice } from '../controls/Choice';
import { MetricPicker } from '../controls/MetricPicker';
import { Range } from '../controls/Range';
import { changeView, viewStore, type XAxis } from '../state/view';
import { useStore } from '../state/store';

const AXES: ReadonlyArray<{ value: XAxis; label: string }> = [
  { value: 'step', label: 'Step' },
  { value: 'epoch', label: 'Epoch' },
  { value: 'relative_time', label: 'Elapsed' },
  { value: 'time', label: 'Time' },
];

interface Props {
  metrics: readonly string[];
  known: readonly string[];
  onMetrics: (metrics: string[]) => void;
  /** Missing where the whole is shown. */
  onShowWhole?: () => void;
}

export function CurveControls({ metrics, known, onMetrics, onShowWhole }: Props) {
  const styles = useStyles2(getStyles);
  const { x, logScale, smoothing } = useStore(viewStore);
  return (
    <div role="group" aria-label="Curve options" className={styles.bar}>
      <Choice label="X axis" value={x} options={AXES} onChange={(next) => changeView({ x: next })} />
      <Check label="Log scale" checked={logScale} onChange={(next) => changeView({ logScale: next })} />
      <Range
        label="Smoothing"
        value={smoothing}
        max={0.99}
        step={0.01}
        text={smoothing === 0 ? 'off' : smoothing.toFixed(2)}
        onChange={(next) => changeView({ smoothing: next })}
      />
      {known.length > 0 && <MetricPicker known={known} chosen={metrics} onChange={onMetrics} />}
      {onShowWhole && (
        <Button size="sm" variant="secondary" fill="outline" onClick={onShowWhole}>
          Show whole session
        </Button>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.75, 2),
    // Metrics may be known later than the rest; the line has its height from the start.
    minHeight: 26,
  }),
});
