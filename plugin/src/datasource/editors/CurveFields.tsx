/** Which curves: metrics, x-axis, attempts, range. */
import { InlineFieldRow, type ComboboxOption } from '@grafana/ui';
import type { SeriesAxis, SeriesQuery } from '@shadower-training/contract';
import { metricsOf, type TrainingQuery } from '../query';
import { ChoiceField } from './ChoiceField';
import { fieldRow } from './field-rows';
import { ListField } from './ListField';
import type { OptionLists } from './option-lists';

const AXES: Array<ComboboxOption<SeriesAxis>> = [
  { value: 'step', label: 'Step' },
  { value: 'epoch', label: 'Epoch' },
  { value: 'tokens', label: 'Tokens', description: 'Tokens seen so far' },
  { value: 'relative_time', label: 'Relative time', description: 'Seconds since the session started' },
  { value: 'time', label: 'Time', description: 'When the values were logged' },
  { value: 'metric', label: 'Metric', description: 'Another metric that never falls' },
];

const ATTEMPTS: Array<ComboboxOption<SeriesQuery['attempts']>> = [
  { value: 'joined', label: 'Joined', description: 'Where a later attempt repeats steps, its values count' },
  { value: 'separate', label: 'Separate', description: 'A curve for each attempt' },
];

const COMBINE: Array<ComboboxOption<NonNullable<TrainingQuery['combine']>>> = [
  { value: 'none', label: 'Nothing', description: 'A curve a session and label' },
  { value: 'group', label: 'Runs of a group', description: 'Their mean, with minimum and maximum as a band' },
  { value: 'rank', label: 'Ranks', description: 'Their median, with minimum and maximum as a band; names the slowest' },
];

const RANGES: Array<ComboboxOption<NonNullable<TrainingQuery['range']>>> = [
  { value: 'session', label: 'Whole session', description: 'Whatever the dashboard shows' },
  { value: 'dashboard', label: 'Time range', description: 'Only values logged in the range of the dashboard' },
];

export interface CurveFieldsProps {
  query: TrainingQuery;
  lists: OptionLists;
  change: (part: Partial<TrainingQuery>) => void;
}

export function CurveFields({ query, lists, change }: CurveFieldsProps) {
  const axis = query.x ?? 'step';
  return (
    <InlineFieldRow className={fieldRow()}>
      <ListField
        label="Metrics"
        tooltip="Metrics as they were logged, or canonical names such as training_loss, which stand for the usual names of frameworks."
        placeholder="Choose metrics"
        values={metricsOf(query)}
        load={lists.metrics}
        onChange={(metrics) => change({ metrics })}
      />
      <ChoiceField
        label="X-axis"
        tooltip="What the curves run over."
        value={axis}
        options={AXES}
        onChange={(x) => change({ x })}
      />
      {axis === 'metric' && (
        <ListField
          label="X metric"
          tooltip="A metric that never falls."
          placeholder="Choose a metric"
          values={query.xMetric ? [query.xMetric] : []}
          load={lists.metrics}
          onChange={(values) => change({ xMetric: values.at(-1) })}
        />
      )}
      <ChoiceField
        label="Attempts"
        tooltip="A session that was resumed has several attempts."
        value={query.attempts ?? 'joined'}
        options={ATTEMPTS}
        onChange={(attempts) => change({ attempts })}
      />
      <ChoiceField
        label="Combine"
        tooltip="Several curves drawn as one with a band: parallel runs that share a group, or the ranks of a session."
        value={query.combine ?? 'none'}
        options={COMBINE}
        onChange={(combine) => change({ combine })}
      />
      <ChoiceField
        label="Range"
        tooltip="Whether the time range of the dashboard limits the curves."
        value={query.range ?? (axis === 'time' ? 'dashboard' : 'session')}
        options={RANGES}
        onChange={(range) => change({ range })}
      />
    </InlineFieldRow>
  );
}
