/** The training progress panel: a row a session. */
import { useMemo, useState } from 'react';
import type { PanelProps } from '@grafana/data';
import { PanelDataErrorView } from '@grafana/runtime';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { EmptyState } from '../../visual/EmptyState';
import { NOTICE_HEIGHT, Notices } from '../../visual/Notices';
import { CARDS_BELOW } from './columns';
import { countStates, filterRows, NO_FILTER, type Filter } from './filter';
import { buildModel } from './model';
import { completeOptions, type TrainingProgressOptions } from './options';
import { sortRows, type Sort } from './order';
import { ProgressList } from './ProgressList';
import { getListStyles } from './styles';
import { Toolbar, toolbarIsNarrow } from './Toolbar';
import { useSelection } from './useSelection';

/** Heights of the toolbar with its distance to the list: one line, chips alone, two lines. */
const TOOLBAR_HEIGHT = { one: 40, chips: 32, two: 70 } as const;
const SEARCH_LINE_FROM_HEIGHT = 320;
/** Less height than this is worth more as rows; so is a list of so few rows that nobody filters it. */
const TOOLBAR_FROM_HEIGHT = 190;
const TOOLBAR_FROM_ROWS = 2;

export function TrainingProgressPanel(props: PanelProps<TrainingProgressOptions>) {
  const { id, data, width, height, fieldConfig, replaceVariables } = props;
  const theme = useTheme2();
  const styles = useStyles2(getListStyles);
  const options = useMemo(() => completeOptions(props.options), [props.options]);
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const [sort, setSort] = useState<Sort | null>(null);
  const { selected, select } = useSelection(options.selectionVariable, replaceVariables);
  const model = useMemo(() => buildModel(data.series, theme), [data.series, theme]);
  const counts = useMemo(() => countStates(model.rows), [model.rows]);
  const rows = useMemo(() => sortRows(filterRows(model.rows, filter), sort), [model.rows, filter, sort]);

  if (model.problem) {
    return <PanelDataErrorView panelId={id} data={data} fieldConfig={fieldConfig} message={model.problem} />;
  }
  if (model.rows.length === 0) {
    return (
      <EmptyState title="No training sessions yet" width={width} height={height}>
        Sessions appear here as soon as training code sends its first values. Is one running already? Look at the time
        range and the filters of this dashboard.
      </EmptyState>
    );
  }
  const cards = width < CARDS_BELOW;
  const hasToolbar = height >= TOOLBAR_FROM_HEIGHT && model.rows.length >= TOOLBAR_FROM_ROWS && !cards;
  const isNarrow = toolbarIsNarrow(width);
  const hasSearch = !isNarrow || height >= SEARCH_LINE_FROM_HEIGHT;
  const toolbarHeight = hasToolbar ? TOOLBAR_HEIGHT[isNarrow ? (hasSearch ? 'two' : 'chips') : 'one'] : 0;
  const noticeHeight = model.notices.length > 0 ? NOTICE_HEIGHT : 0;
  return (
    <div className={styles.panel} style={{ width, height }} data-testid="training-progress">
      {hasToolbar && (
        <Toolbar counts={counts} filter={filter} onChange={setFilter} width={width} hasSearch={hasSearch} />
      )}
      <Notices notices={model.notices} />
      <ProgressList
        rows={rows}
        allRows={model.rows}
        options={options}
        width={width}
        height={height - toolbarHeight - noticeHeight}
        cards={cards}
        sort={sort}
        onSort={setSort}
        selected={selected}
        onSelect={select}
      />
    </div>
  );
}
