/** Properties of fields that several panels share. */
import {
  FieldColorBuilder,
  FieldColorModeId,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type DynamicConfigValue,
} from '@grafana/grafana-foundation-sdk/dashboard';

/** Colours by value: the first colour below the first limit. */
export function thresholds(base: string, ...steps: readonly (readonly [from: number, color: string])[]) {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([{ value: null, color: base }, ...steps.map(([value, color]) => ({ value, color }))]);
}

/** Good from 90 % on, worth a look from 70 % on. */
export const SHARE_THRESHOLDS = () => thresholds('red', [0.7, 'orange'], [0.9, 'green']);

/** A table cell's text in the colour of its value. */
export const COLORED_TEXT: DynamicConfigValue = { id: 'custom.cellOptions', value: { type: 'color-text' } };

/** A table cell with a bar from the field's minimum to its maximum. */
export const BAR_CELL: DynamicConfigValue = {
  id: 'custom.cellOptions',
  value: { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' },
};

export const width = (pixels: number): DynamicConfigValue => ({ id: 'custom.width', value: pixels });
export const shownAs = (name: string): DynamicConfigValue => ({ id: 'displayName', value: name });
export const HIDDEN: DynamicConfigValue = { id: 'custom.hidden', value: true };

/** One colour for what has no good and bad. */
export const PLAIN = new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor('blue');

/** The same as a property of fields. */
export const PLAIN_COLOR: DynamicConfigValue = { id: 'color', value: { mode: 'fixed', fixedColor: 'blue' } };
