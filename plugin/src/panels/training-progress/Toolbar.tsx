/** Filter by state and by words. */
import { FilterInput, useStyles2 } from '@grafana/ui';
import { StateBadge } from '../../visual/StateBadge';
import { toggleState, type Filter, type StateCount } from './filter';
import { ICON_STATE_BELOW } from './columns';
import { getListStyles } from './styles';

interface Props {
  counts: readonly StateCount[];
  filter: Filter;
  onChange: (filter: Filter) => void;
  width: number;
}

export function Toolbar({ counts, filter, onChange, width }: Props) {
  const styles = useStyles2(getListStyles);
  const narrow = width < ICON_STATE_BELOW;
  return (
    <div className={styles.toolbar}>
      <div className={styles.chips} role="group" aria-label="Filter by state">
        {counts.map(({ state, label, color, count }) => (
          <button
            key={state}
            type="button"
            className={styles.chip}
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
      <div className={narrow ? styles.searchNarrow : styles.search}>
        <FilterInput
          value={filter.text}
          onChange={(text) => onChange({ ...filter, text })}
          placeholder={narrow ? 'Filter' : 'Filter sessions'}
          escapeRegex={false}
        />
      </div>
    </div>
  );
}
