/** Curves over steps; a skeleton that draws the numeric fields of the first frame over its first field. */
import { useMemo } from 'react';
import type { PanelProps } from '@grafana/data';
import { PanelDataErrorView } from '@grafana/runtime';
import { UPlotChart, VizLayout, useTheme2 } from '@grafana/ui';
import { alignedDataOf, plotConfiguration } from './plot';

export function LossPlotPanel({ id, data, width, height, fieldConfig }: PanelProps) {
  const theme = useTheme2();
  const frame = data.series[0];
  const configuration = useMemo(() => frame && plotConfiguration(frame, theme), [frame, theme]);
  const aligned = useMemo(() => frame && alignedDataOf(frame), [frame]);
  if (configuration === undefined || aligned === undefined) {
    return <PanelDataErrorView panelId={id} data={data} fieldConfig={fieldConfig} needsNumberField />;
  }
  return (
    <VizLayout width={width} height={height}>
      {(plotWidth, plotHeight) => (
        <UPlotChart config={configuration} data={aligned} width={plotWidth} height={plotHeight} />
      )}
    </VizLayout>
  );
}
