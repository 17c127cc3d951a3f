/** A field of free text; the query runs when it is left or Enter is pressed. */
import { InlineField, Input } from '@grafana/ui';
import { useEffect, useId, useState } from 'react';

export interface TextFieldProps {
  label: string;
  tooltip: string;
  placeholder: string;
  value: string;
  onCommit: (value: string) => void;
  type?: 'text' | 'number';
  width?: number;
}

export function TextField({ label, tooltip, placeholder, value, onCommit, type = 'text', width = 24 }: TextFieldProps) {
  const id = useId();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const commit = () => {
    if (text !== value) onCommit(text);
  };
  return (
    <InlineField label={label} tooltip={tooltip} labelWidth={14}>
      <Input
        id={id}
        type={type}
        min={type === 'number' ? 1 : undefined}
        width={width}
        value={text}
        placeholder={placeholder}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => event.key === 'Enter' && commit()}
      />
    </InlineField>
  );
}
