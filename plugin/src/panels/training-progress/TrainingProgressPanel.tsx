/** The training progress panel: a row a session. */
import { useMemo, useState } from 'react';
import { type PanelProps } from '@grafana/data';
import { locationService, PanelDataErrorView } from '@grafana/runtime';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useNow } from '../../visual/clock';
import { NothingToDraw } from '../../visual/NothingToDraw';
import { NOTICE_HEIGHT, Notices } from '../../visual/Notices';
import { CARDS_BELOW } from './columns';
import { compareAddress, isDashboard } from './compare';
import { countStates, filterEntries, NO_FILTER, type Filter } from './filter';
import { buildModel } from './model';
import { completeOptions, type TrainingProgressOptions } from './options';
import { sortEntries, type Sort } from './order';
import { ProgressList } from './ProgressList';
import { RowMenu, type MenuPlace } from './RowMenu';
import { mayEdit, sourceOf } from './source';
import { getListStyles } from './styles';
import { Toolbar, toolbarIsNarrow } from './Toolbar';
import { useSelection } from './useSelection';

/** Heights of the toolbar with its distance to the list: one line, chips alone, two lines. */
const TOOLBAR_HEIGHT = { one: 40, chips: 32, two: 70 } as const;
const SEARCH_LINE_FROM_HEIGHT = 320;
/** Less height than this is worth more as rows; so is a list of so few rows that nobody filters it. */
const TOOLBAR_FROM_HEIGHT = 190;
const TOOLBAR_FROM_ROWS = 2;
/** Failures grow old by the day; a minute is soon enough. */
const AGEING_MILLISECONDS = 60_000;

export function TrainingProgressPanel(props: PanelProps<TrainingProgressOptions>) {
  const { id, data, width, height, fieldConfig, replaceVariables } = props;
  const theme = useTheme2();
  const styles = useStyles2(getListStyles);
  const options = useMemo(() => completeOptions(props.options), [props.options]);
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const [sort, setSort] = useState<Sort | null>(null);
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const { selected, select } = useSelection(options.selectionVariable, replaceVariables);
  const now = useNow(AGEING_MILLISECONDS);
  const model = useMemo(
    () => buildModel(data.series, theme, now, options.extraFields),
    [data.series, theme, now, options.extraFields],
  );
  const { entries } = model;
  const counts = useMemo(() => countStates(entries), [entries]);
  const rows = useMemo(() => sortEntries(filterEntries(entries, filter), sort), [entries, filter, sort]);
  const comparison = useMemo(() => {
    if (isDashboard(options.compareDashboardUid, locationService.getLocation().pathname)) {
      return null;
    }
    const chosen = selected.size < 2 ? [] : entries.filter((entry) => selected.has(entry.id));
    const source = sourceOf(data.request, chosen[0]?.reader.frame.refId);
    const address = compareAddress(options.compareDashboardUid, chosen, source?.uid);
    return address === null ? null : { address, count: chosen.length };
  }, [selected, entries, data.request, options.compareDashboardUid]);

  if (model.problem) {
    return <PanelDataErrorView panelId={id} data={data} fieldConfig={fieldConfig} message={model.problem} />;
  }
  if (entries.length === 0) {
    return (
      <NothingToDraw data={data} width={width} height={height} title="No sessions to show">
        {fieldConfig.defaults.noValue ??
          'Sessions appear here as soon as training code sends its first values. Is one missing? Look at the time range and the filters of this dashboard.'}
      </NothingToDraw>
    );
  }
  const cards = width < CARDS_BELOW;
  const hasToolbar = height >= TOOLBAR_FROM_HEIGHT && entries.length >= TOOLBAR_FROM_ROWS && !cards;
  const isNarrow = toolbarIsNarrow(width);
  const hasSearch = !isNarrow || height >= SEARCH_LINE_FROM_HEIGHT;
  const toolbarHeight = hasToolbar ? TOOLBAR_HEIGHT[isNarrow ? (hasSearch ? 'two' : 'chips') : 'one'] : 0;
  const noticeHeight = model.notices.length > 0 ? NOTICE_HEIGHT : 0;
  const hasMenu = mayEdit(data.request) || model.readers.some((reader) => reader.offersMore);
  return (
    <div className={styles.panel} style={{ width, height }} data-testid="training-progress">
      {hasToolbar && (
        <Toolbar
          counts={counts}
          filter={filter}
          onChange={setFilter}
          width={width}
          hasSearch={hasSearch}
          comparison={comparison}
        />
      )}
      <Notices notices={model.notices} />
      <ProgressList
        rows={rows}
        source={model}
        options={options}
        width={width}
        height={height - toolbarHeight - noticeHeight}
        cards={cards}
        sort={sort}
        onSort={setSort}
        selected={selected}
        onSelect={select}
        onMenu={hasMenu ? (entry, at) => setMenu({ entry, ...at }) : undefined}
      />
      {hasMenu && (
        <RowMenu
          place={menu}
          request={data.request}
          comparison={comparison}
          replaceVariables={replaceVariables}
          onClose={() => setMenu(null)}
        />
      )}
    </div>
  );
}
