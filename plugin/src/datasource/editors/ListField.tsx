/** A field of several values: options come from the exporter, and anything may be typed, so that variables work. */
import { InlineField, MultiCombobox, type ComboboxOption } from '@grafana/ui';
import { useCallback, useState } from 'react';
import { exporterError } from '../client/errors';

export interface ListFieldProps {
  label: string;
  tooltip: string;
  placeholder: string;
  values: readonly string[];
  /** Options for what was typed. */
  load: (typed: string) => Promise<ComboboxOption[]>;
  onChange: (values: string[]) => void;
  /** What a value is called, where that is not the value itself. */
  nameOf?: (value: string) => string | undefined;
  /** In Grafana's units of 8 pixels. */
  minWidth?: number;
}

const LONGEST = 80;

/** A stable id for label and input. */
export const inputId = (label: string) => `training-${label.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`;

export function ListField({
  label,
  tooltip,
  placeholder,
  values,
  load,
  onChange,
  nameOf,
  minWidth = 24,
}: ListFieldProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const options = useCallback(
    async (typed: string) => {
      try {
        const loaded = await load(typed);
        setProblem(null);
        return loaded;
      } catch (thrown) {
        // A list that can't be loaded still takes typed values.
        setProblem(exporterError(thrown).message);
        return [];
      }
    },
    [load],
  );
  return (
    <InlineField label={label} tooltip={tooltip} labelWidth={14} invalid={problem !== null} error={problem}>
      <MultiCombobox
        id={inputId(label)}
        options={options}
        value={values.map((value) => ({ value, label: nameOf?.(value) ?? value }))}
        onChange={(chosen) => onChange(chosen.map(({ value }) => value))}
        placeholder={placeholder}
        createCustomValue
        isClearable
        width="auto"
        minWidth={minWidth}
        maxWidth={LONGEST}
      />
    </InlineField>
  );
}
