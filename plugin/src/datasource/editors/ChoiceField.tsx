/** A field of one value out of a few known ones. */
import { Combobox, InlineField, type ComboboxOption } from '@grafana/ui';
import { useId } from 'react';
import { useReportedOnce } from './useReportedOnce';

export interface ChoiceFieldProps<Value extends string> {
  label: string;
  tooltip: string;
  value: Value;
  options: ReadonlyArray<ComboboxOption<Value>>;
  onChange: (value: Value) => void;
  width?: number;
}

export function ChoiceField<Value extends string>(props: ChoiceFieldProps<Value>) {
  const { label, tooltip, value, options, onChange, width = 24 } = props;
  const id = useId();
  const report = useReportedOnce(value, (choice) => onChange(choice as Value));
  return (
    <InlineField label={label} tooltip={tooltip} labelWidth={14}>
      <Combobox
        id={id}
        options={[...options]}
        value={value}
        onChange={(chosen) => report(chosen.value)}
        width={width}
      />
    </InlineField>
  );
}
