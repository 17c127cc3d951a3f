/** A field that is on or off. */
import { InlineField, InlineSwitch } from '@grafana/ui';
import { useId } from 'react';

export interface SwitchFieldProps {
  label: string;
  tooltip: string;
  value: boolean;
  onChange: (value: boolean) => void;
  /** In Grafana's units of 8 pixels. */
  labelWidth?: number;
}

export function SwitchField({ label, tooltip, value, onChange, labelWidth = 14 }: SwitchFieldProps) {
  const id = useId();
  return (
    <InlineField label={label} tooltip={tooltip} labelWidth={labelWidth}>
      <InlineSwitch id={id} value={value} onChange={(event) => onChange(event.currentTarget.checked)} />
    </InlineField>
  );
}
