/** Over an empty plot: everything there is lies outside of the dashboard's time range. */
import { css } from '@emotion/css';
import { Button, useStyles2 } from '@grafana/ui';

export function OutsideRange({ onZoom }: { onZoom: () => void }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.place} role="status">
      <span>All values lie outside of the time range</span>
      <Button variant="secondary" size="sm" onClick={onZoom}>
        Zoom to data
      </Button>
    </div>
  );
}

const getStyles = () => ({
  place: css({
    position: 'absolute',
    inset: 0,
    zIndex: 2,
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    gap: 8,
    pointerEvents: 'none',
    '& button': { pointerEvents: 'auto' },
  }),
});
