/** A field of several values: options come from the exporter, and anything may be typed, so that variables work. */
import { css } from '@emotion/css';
import { InlineField, MultiCombobox, type ComboboxOption } from '@grafana/ui';
import { useCallback, useId, useState } from 'react';
import { exporterError } from '../client/errors';
import { useReportedOnce } from './useReportedOnce';

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
  /** What is wrong with a value; null when nothing is. */
  problemOf?: (value: string) => string | null;
}

/** Pixels of Grafana's unit of width. */
const UNIT = 8;
const LONGEST = 80;
/** Pixels, about: a letter of a chosen value, what stands around one, and the rest of the field: cursor and signs. */
const [LETTER, CHIP, REST] = [7, 44, 150];

/** As wide as what is chosen, within limits, in Grafana's units. */
function widthOf(labels: readonly string[], minWidth: number): number {
  const pixels = labels.reduce((sum, label) => sum + label.length * LETTER + CHIP, REST);
  return Math.min(LONGEST, Math.max(minWidth, Math.ceil(pixels / UNIT)));
}

/** The field is never wider than the editor, which stands in narrow panes as well; a long value is cut there. */
const shrinking = (width: number) =>
  css({
    maxWidth: '100%',
    // The control is 2 pixels higher than any other: rows would not stand at equal distances.
    marginBottom: 2,
    '& > div:last-child': { flex: '0 1 auto', width: width * UNIT, minWidth: 0 },
    '& :has(> span > button), & span:has(> button)': { flexShrink: 1, minWidth: 0, maxWidth: '100%' },
  });

export function ListField({
  label,
  tooltip,
  placeholder,
  values,
  load,
  onChange,
  nameOf,
  minWidth = 24,
  problemOf = () => null,
}: ListFieldProps) {
  const id = useId();
  const [loadingProblem, setProblem] = useState<string | null>(null);
  const loadOptions = useCallback(
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
  const report = useReportedOnce(JSON.stringify(values), (choice) => onChange(JSON.parse(choice) as string[]));
  const problem = values.map(problemOf).find((each) => each !== null) ?? loadingProblem;
  const chosen = values.map((value) => ({ value, label: nameOf?.(value) ?? value }));
  const width = widthOf(
    chosen.map((option) => option.label),
    minWidth,
  );
  return (
    <InlineField
      label={label}
      tooltip={tooltip}
      labelWidth={14}
      invalid={problem !== null}
      error={problem}
      shrink
      className={shrinking(width)}
    >
      <MultiCombobox
        id={id}
        options={loadOptions}
        value={chosen}
        onChange={(options) => report(JSON.stringify(options.map(({ value }) => value)))}
        placeholder={placeholder}
        createCustomValue
        isClearable
      />
    </InlineField>
  );
}
