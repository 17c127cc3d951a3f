/** What an override can say of a column, beside Grafana's standard options. */
import type { Field, FieldConfigEditorBuilder } from '@grafana/data';
import type { Align } from './columnSpecs';

/** `field.config.custom`, by the names of Grafana's own table, so that its overrides can be pasted. */
export interface ProgressFieldConfig {
  /** Pixels; left out, the panel divides the room. */
  width?: number;
  align?: 'auto' | Align;
  /** Whether the column is left out. */
  hidden?: boolean;
  hideFrom?: { viz?: boolean };
}

const customOf = (field: Field | undefined): ProgressFieldConfig => field?.config.custom ?? {};

export function isHidden(field: Field | undefined): boolean {
  const { hidden, hideFrom } = customOf(field);
  return hidden === true || hideFrom?.viz === true;
}

/** Null for the column's own alignment. */
export function alignOf(field: Field | undefined): Align | null {
  const { align } = customOf(field);
  return align === 'left' || align === 'center' || align === 'right' ? align : null;
}

const LEAST_WIDTH = 32;

/** Null where nobody chose one. */
export function widthOf(field: Field | undefined): number | null {
  const { width } = customOf(field);
  return typeof width === 'number' && Number.isFinite(width) && width > 0 ? Math.max(LEAST_WIDTH, width) : null;
}

export function addFieldOptions(builder: FieldConfigEditorBuilder<ProgressFieldConfig>): void {
  const category = ['Column'];
  builder
    .addNumberInput({
      path: 'width',
      name: 'Column width',
      category,
      settings: { placeholder: 'auto', min: LEAST_WIDTH, max: 1_000 },
    })
    .addRadio({
      path: 'align',
      name: 'Column alignment',
      category,
      defaultValue: 'auto',
      settings: {
        options: [
          { label: 'Auto', value: 'auto' },
          { label: 'Left', value: 'left' },
          { label: 'Center', value: 'center' },
          { label: 'Right', value: 'right' },
        ],
      },
    })
    .addBooleanSwitch({
      path: 'hidden',
      name: 'Hide column',
      category,
      defaultValue: false,
      hideFromDefaults: true,
    })
    .addBooleanSwitch({
      // As older and newer tables of Grafana call it.
      path: 'hideFrom.viz',
      name: 'Hide in visualization',
      category,
      defaultValue: false,
      hideFromDefaults: true,
      hideFromOverrides: true,
    });
}
