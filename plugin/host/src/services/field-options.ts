/**
 * The standard field options (unit, thresholds, mappings, ...) and option editors that Grafana's core registers.
 *
 * The page never shows an options pane, so the editors draw nothing; the ids, defaults and override processors are
 * those of Grafana, because `applyFieldOverrides` and the defaults of a panel are computed from them.
 */
import {
  booleanOverrideProcessor,
  dataLinksOverrideProcessor,
  displayNameOverrideProcessor,
  type FieldConfigPropertyItem,
  identityOverrideProcessor,
  numberOverrideProcessor,
  standardEditorsRegistry,
  standardFieldConfigEditorRegistry,
  stringOverrideProcessor,
  ThresholdsMode,
  thresholdsOverrideProcessor,
  unitOverrideProcessor,
  valueMappingsOverrideProcessor,
} from '@grafana/data';

const NoEditor = () => null;

type Process = FieldConfigPropertyItem['process'];

const option = (
  id: string,
  process: unknown,
  rest: Partial<FieldConfigPropertyItem> = {},
): FieldConfigPropertyItem => ({
  id,
  path: id,
  name: id,
  editor: NoEditor,
  override: NoEditor,
  // Each processor takes the settings of its own editor; the registry holds them as one type.
  process: process as Process,
  shouldApply: () => true,
  category: ['Standard options'],
  ...rest,
});

const standardOptions = (): FieldConfigPropertyItem[] => [
  option('displayName', displayNameOverrideProcessor),
  option('unit', unitOverrideProcessor),
  option('min', numberOverrideProcessor),
  option('max', numberOverrideProcessor),
  option('fieldMinMax', booleanOverrideProcessor),
  option('decimals', numberOverrideProcessor),
  option('noValue', stringOverrideProcessor),
  option('color', identityOverrideProcessor),
  option('filterable', booleanOverrideProcessor),
  option('links', dataLinksOverrideProcessor),
  option('actions', dataLinksOverrideProcessor),
  option('mappings', valueMappingsOverrideProcessor, { defaultValue: [] }),
  option('thresholds', thresholdsOverrideProcessor, {
    defaultValue: {
      mode: ThresholdsMode.Absolute,
      steps: [
        { value: -Infinity, color: 'green' },
        { value: 80, color: 'red' },
      ],
    },
  }),
];

/** Every editor that an option builder of @grafana/data or @grafana/ui asks for. */
const editorIds = [
  'text',
  'number',
  'slider',
  'boolean',
  'select',
  'radio',
  'multi-select',
  'unit',
  'links',
  'actions',
  'color',
  'fieldColor',
  'strings',
  'timezone',
  'fieldName',
  'dashboard-uid',
  'stats-picker',
  'thresholds',
  'mappings',
];

/** Must run before the first panel is loaded; a second call throws. */
export const registerFieldOptions = (): void => {
  standardFieldConfigEditorRegistry.setInit(standardOptions);
  standardEditorsRegistry.setInit(() => editorIds.map((id) => ({ id, name: id, editor: NoEditor })));
};
