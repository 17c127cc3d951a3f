/** The curves of the shown sessions: the built loss plot over the datasource's live answer. */
import { useEffect, useMemo, useState } from 'react';
import { css } from '@emotion/css';
import { dateTime, LoadingState, type DataFrame, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { TrainingDatasource } from '../data/datasource';
import { defaultMetrics, fallbackMetrics } from '../data/metrics';
import { curvesTarget } from '../data/queries';
import type { SessionRow } from '../data/rows';
import { newsOfValues, useMetricNames } from '../data/useMetricNames';
import { PanelHost } from '../panel/PanelHost';
import { usePanelData } from '../panel/usePanelData';
import type { Variables } from '../services/templates';
import { useStore } from '../state/store';
import { viewStore } from '../state/view';
import { CurveControls } from './CurveControls';
import { timeSpan } from './timeSpan';

interface Props {
  datasource: TrainingDatasource;
  sessions: readonly string[];
  workspace: string | undefined;
  /** What the list knows of the shown sessions. */
  rows: readonly SessionRow[];
  timeRange: TimeRange;
  variables: Variables;
  height: number;
}

const hasValues = (frames: readonly DataFrame[]) => frames.some((frame) => frame.length > 0);

export function Curves({ datasource, sessions, workspace, rows, timeRange, variables, height }: Props) {
  const styles = useStyles2(getStyles);
  const view = useStore(viewStore);
  const [picked, setPicked] = useState<string[] | null>(null);
  const [zoom, setZoom] = useState<TimeRange | null>(null);
  const values = rows.reduce((sum, row) => sum + (row.values ?? 0), 0);
  const known = useMetricNames(datasource, sessions, workspace, newsOfValues(values));
  const [isFallback, setIsFallback] = useState(false);
  const objective = rows[0]?.objectiveMetric;
  const metrics = useMemo(
    () => picked ?? (isFallback ? fallbackMetrics(known) : defaultMetrics(objective)),
    [picked, isFallback, known, objective],
  );
  const isZoomed = zoom !== null && view.x === 'time';
  const queries = useMemo(() => {
    const question = { sessions, metrics, workspace, x: view.x, zoomed: isZoomed };
    return { datasource, targets: [curvesTarget(question)], timeRange: isZoomed ? zoom : timeRange };
  }, [datasource, sessions, metrics, workspace, view.x, isZoomed, zoom, timeRange]);
  const answer = usePanelData(queries);
  const isEmpty =
    !hasValues(answer.series) && (answer.state === LoadingState.Done || answer.state === LoadingState.Streaming);
  useEffect(() => {
    // A session whose metrics have none of the names that we know: show what it has.
    if (isEmpty && !picked && known.length > 0) {
      setIsFallback(true);
    }
  }, [isEmpty, picked, known]);
  useEffect(() => {
    setIsFallback(false);
    setZoom(null);
  }, [sessions]);
  const data = useMemo(
    () => ({ ...answer, timeRange: isZoomed ? zoom : (timeSpan(rows) ?? answer.timeRange) }),
    [answer, isZoomed, zoom, rows],
  );
  const options = useMemo(() => ({ logScale: view.logScale, smoothing: view.smoothing }), [view]);
  return (
    <section aria-label="Curves" className={styles.section}>
      <CurveControls
        metrics={metrics}
        known={known}
        onMetrics={setPicked}
        onShowWhole={isZoomed ? () => setZoom(null) : undefined}
      />
      <PanelHost
        id={2}
        pluginId="shadower-lossplot-panel"
        title="Curves"
        height={height}
        data={data}
        options={options}
        variables={variables}
        onChangeTimeRange={({ from, to }) => {
          const [begin, end] = [dateTime(from), dateTime(to)];
          setZoom({ from: begin, to: end, raw: { from: begin, to: end } });
        }}
      />
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: theme.spacing(1) }),
});
