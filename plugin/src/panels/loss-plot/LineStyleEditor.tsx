/** Solid, dashed or dotted: stored as Grafana's time series panel does, `{fill, dash}`. */
import type { StandardEditorProps } from '@grafana/data';
import { RadioButtonGroup } from '@grafana/ui';

export interface LineStyleValue {
  fill?: 'solid' | 'dash' | 'dot';
  dash?: number[];
}

type Choice = 'auto' | 'solid' | 'dash' | 'dot';

const CHOICES: Array<{ value: Choice; label: string }> = [
  { value: 'auto', label: 'Auto' },
  { value: 'solid', label: 'Solid' },
  { value: 'dash', label: 'Dash' },
  { value: 'dot', label: 'Dots' },
];

export function LineStyleEditor({ value, onChange }: StandardEditorProps<LineStyleValue | undefined>) {
  return (
    <RadioButtonGroup<Choice>
      fullWidth
      options={CHOICES}
      value={value?.fill ?? 'auto'}
      onChange={(choice) => onChange(choice === 'auto' ? undefined : { fill: choice })}
    />
  );
}
