/** Filter by state and by words. */
import { cx } from '@emotion/css';
import { locationUtil } from '@grafana/data';
import { FilterInput, LinkButton, useStyles2 } from '@grafana/ui';
import { StateBadge } from '../../visual/StateBadge';
import { toggleState, type Filter, type StateCount } from './filter';
import { ICON_STATE_BELOW } from './columns';
import { getListStyles } from './styles';

interface Props {
  counts: readonly StateCount[];
  filter: Filter;
  onChange: (filter: Filter) => void;
  width: number;
  /** Low panels keep the second line of a narrow toolbar for rows. */
  hasSearch: boolean;
  /** Where the selected sessions are compared; null while there is nothing to compare. */
  comparison: { address: string; count: number } | null;
}

/** Whether chips and search stand below each other. */
export const toolbarIsNarrow = (width: number) => width < ICON_STATE_BELOW;

export function Toolbar({ counts, filter, onChange, width, hasSearch, comparison }: Props) {
  const styles = useStyles2(getListStyles);
  const narrow = toolbarIsNarrow(width);
  return (
    <div className={cx(styles.toolbar, narrow && styles.toolbarNarrow)}>
      <div className={styles.chips} role="group" aria-label="Filter by state">
        {counts.map(({ state, label, color, count }) => (
          <button
            key={state}
            type="button"
            className={cx(styles.chip, narrow && styles.chipNarrow)}
            aria-pressed={filter.states.has(state)}
            title={`Show only: ${label}`}
            onClick={() => onChange({ ...filter, states: toggleState(filter.states, state) })}
          >
            <StateBadge state={state} label={label} color={color} iconOnly />
            {!narrow && <span>{label}</span>}
            <span className={styles.count}>{count}</span>
          </button>
        ))}
      </div>
      {comparison && (
        <LinkButton size="sm" variant="secondary" href={locationUtil.assureBaseUrl(comparison.address)}>
          {narrow ? `Compare ${comparison.count}` : `Compare ${comparison.count} sessions`}
        </LinkButton>
      )}
      {hasSearch && (
        <div className={narrow ? styles.searchNarrow : styles.search}>
          <FilterInput
            value={filter.text}
            onChange={(text) => onChange({ ...filter, text })}
            placeholder="Filter sessions"
            escapeRegex={false}
          />
        </div>
      )}
    </div>
  );
}
