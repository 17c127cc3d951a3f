import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  createTheme,
  dateTime,
  FieldMatcherID,
  FieldType,
  LoadingState,
  PanelPlugin,
  type PanelData,
  toDataFrame,
} from '@grafana/data';
import { registerFieldOptions } from '../services/field-options';
import { withDefaults, withFieldConfig } from './prepare';

beforeAll(registerFieldOptions);

const plugin = () =>
  new PanelPlugin(() => null)
    .useFieldConfig()
    .setPanelOptions((builder) =>
      builder.addBooleanSwitch({ path: 'showPredictions', name: 'Predictions', defaultValue: true }),
    );

const now = dateTime(0);
const data: PanelData = {
  state: LoadingState.Done,
  timeRange: { from: now, to: now, raw: { from: now, to: now } },
  series: [toDataFrame({ fields: [{ name: 'loss', type: FieldType.number, values: [1, 0.25] }] })],
};

describe('a panel of the page', () => {
  test('gets the defaults of its options', () => {
    expect(withDefaults(plugin(), {}).options).toEqual({ showPredictions: true });
  });

  test('keeps what its model says', () => {
    expect(withDefaults(plugin(), { options: { showPredictions: false } }).options).toEqual({ showPredictions: false });
  });

  test('shows values with the unit and the overrides of its field options', () => {
    const panel = plugin();
    const { fieldConfig } = withDefaults(panel, {
      fieldConfig: {
        defaults: { unit: 'percentunit' },
        overrides: [
          {
            matcher: { id: FieldMatcherID.byName, options: 'loss' },
            properties: [{ id: 'displayName', value: 'Loss' }],
          },
        ],
      },
    });
    const shown = withFieldConfig(data, panel, fieldConfig, createTheme(), (text) => text);
    const field = shown.series[0]?.fields[0];
    expect(field?.config.displayName).toBe('Loss');
    expect(field?.display?.(0.25)).toMatchObject({ text: '25', suffix: '%' });
  });
});
