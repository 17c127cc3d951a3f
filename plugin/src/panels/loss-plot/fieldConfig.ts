/** Custom field options of the loss plot: those of Grafana's time series panel that a curve over steps has a use for. */
import type { FieldConfigEditorBuilder } from '@grafana/data';
import { identityOverrideProcessor } from '@grafana/data';
import { commonOptionsBuilder, graphFieldOptions } from '@grafana/ui';
import type { AxisSide, CurveStyle, PointsShown } from './curveStyle';
import { LineStyleEditor, type LineStyleValue } from './LineStyleEditor';

/** As stored: what is missing is left to the panel, so that training and validation keep their own looks. */
export interface LossFieldConfig {
  lineWidth?: number;
  fillOpacity?: number;
  fillBelowTo?: string;
  lineStyle?: LineStyleValue;
  showPoints?: PointsShown;
  axisPlacement?: AxisSide;
  axisLabel?: string;
  thresholdsStyle?: { mode: CurveStyle['thresholds'] };
  hideFrom?: CurveStyle['hideFrom'];
}

const AXIS_SIDES: Array<{ value: AxisSide; label: string }> = [
  { value: 'auto', label: 'Auto' },
  { value: 'left', label: 'Left' },
  { value: 'right', label: 'Right' },
];

const POINTS: Array<{ value: PointsShown; label: string }> = [
  { value: 'auto', label: 'Auto' },
  { value: 'always', label: 'Always' },
  { value: 'never', label: 'Never' },
];

export function addFieldOptions(builder: FieldConfigEditorBuilder<LossFieldConfig>): void {
  const lines = ['Lines'];
  const axis = ['Axis'];
  builder
    .addNumberInput({
      path: 'lineWidth',
      name: 'Line width',
      description: 'Pixels; empty draws training thin and validation thick',
      category: lines,
      settings: { min: 0, max: 10, step: 0.25, placeholder: 'Auto' },
    })
    .addCustomEditor<void, LineStyleValue | undefined>({
      id: 'lineStyle',
      path: 'lineStyle',
      name: 'Line style',
      category: lines,
      editor: LineStyleEditor,
      override: LineStyleEditor,
      process: identityOverrideProcessor,
      shouldApply: () => true,
    })
    .addNumberInput({
      path: 'fillOpacity',
      name: 'Fill opacity',
      description: 'Percent, of the area below a curve or of its band',
      category: lines,
      settings: { min: 0, max: 100, step: 1, placeholder: 'Auto' },
    })
    .addTextInput({
      path: 'fillBelowTo',
      name: 'Fill below to',
      description: 'Name of the field that the area reaches down to',
      category: lines,
      hideFromDefaults: true,
    })
    .addRadio({
      path: 'showPoints',
      name: 'Show points',
      category: lines,
      defaultValue: 'auto',
      settings: { options: POINTS },
    })
    .addRadio({
      path: 'axisPlacement',
      name: 'Placement',
      description: 'Auto: on the right where the unit is another than that of the first curve',
      category: axis,
      defaultValue: 'auto',
      settings: { options: AXIS_SIDES },
    })
    .addTextInput({
      path: 'axisLabel',
      name: 'Label',
      category: axis,
      settings: { placeholder: 'Optional text', expandTemplateVars: true },
    })
    .addSelect({
      path: 'thresholdsStyle.mode',
      name: 'Show thresholds',
      category: ['Thresholds'],
      defaultValue: 'off',
      settings: { options: graphFieldOptions.thresholdsDisplayModes },
    });
  commonOptionsBuilder.addHideFrom(builder);
}
