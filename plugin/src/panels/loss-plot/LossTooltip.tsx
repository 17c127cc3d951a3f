/** Every value at the cursor. */
import { css, cx } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2, type LinkModel, type TimeZone } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { exactNumber, metricText } from '../../visual/numberText';
import type { Hover, HoverRow } from './hover';
import { xLabel, xPhrase, xText, type XKind } from './xAxis';

interface Props {
  hover: Hover;
  /** Rows to show, in order. */
  rows: readonly HoverRow[];
  closest: HoverRow | null;
  xKind: XKind;
  xName: string | undefined;
  timeZone: TimeZone;
  /** Pinned tooltips stay, so they may scroll and hold links. */
  pinned: boolean;
  links: readonly LinkModel[];
}

/** As many rows as fit beside a plot; a pinned tooltip scrolls. */
const MAX_ROWS = 16;

export function LossTooltip({ hover, rows, closest, xKind, xName, timeZone, pinned, links }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const shown = pinned ? rows : rows.slice(0, MAX_ROWS);
  const smoothed = rows.some((row) => row.smoothed !== null);
  return (
    <div className={styles.box} data-testid="loss-plot-tooltip">
      <div className={styles.head}>
        <span className={styles.x}>
          {xLabel(xKind, xName)} {xText(xKind, hover.x, timeZone)}
        </span>
        {circumstances(hover, xKind, timeZone).map((text) => (
          <span key={text} className={styles.faint}>
            {text}
          </span>
        ))}
      </div>
      <div className={cx(styles.rows, pinned && styles.scroll)}>
        {smoothed && (
          <>
            <span />
            <span className={styles.faint}>smoothed</span>
            <span className={styles.faint}>value</span>
          </>
        )}
        {shown.map((row) => {
          const { line, raw } = row;
          const { curve } = line;
          const elsewhere = row.x === hover.x ? null : xPhrase(xKind, row.x, timeZone);
          return (
            <div key={curve.key} className={cx(styles.row, row === closest && rows.length > 1 && styles.closest)}>
              <span className={styles.name}>
                <svg width="14" height="8" aria-hidden="true" className={styles.swatch}>
                  <line
                    x1="0"
                    x2="14"
                    y1="4"
                    y2="4"
                    stroke={line.color}
                    strokeWidth={line.width + 0.5}
                    strokeDasharray={line.dash.join(' ')}
                  />
                </svg>
                <span className={styles.label}>{curve.name}</span>
                {elsewhere && <span className={styles.faint}>@ {elsewhere}</span>}
              </span>
              {smoothed && <span className={styles.value}>{metricText(curve.field, row.smoothed, theme)}</span>}
              <span className={cx(styles.value, smoothed && row.smoothed !== null && styles.faint)}>
                {raw === null ? 'gap' : metricText(curve.field, raw, theme)}
              </span>
            </div>
          );
        })}
      </div>
      {rows.length > shown.length && (
        <div className={styles.foot}>and {rows.length - shown.length} more: click to pin and scroll</div>
      )}
      {pinned && links.length > 0 && (
        <div className={styles.foot}>
          {links.map((link) => (
            <a
              key={link.title + link.href}
              href={link.href}
              target={link.target}
              onClick={link.onClick}
              rel="noreferrer"
            >
              {link.title || 'Link'}
            </a>
          ))}
        </div>
      )}
    </div>
  );
}

/** Step, epoch and time of the point, less what the axis says already. */
function circumstances({ step, epoch, time }: Hover, xKind: XKind, timeZone: TimeZone): string[] {
  return [
    xKind !== 'step' && step !== null ? `step ${exactNumber(step)}` : '',
    xKind !== 'epoch' && epoch !== null ? `epoch ${exactNumber(Math.round(epoch * 100) / 100)}` : '',
    xKind !== 'time' && time !== null ? dateTimeFormat(time, { timeZone }) : '',
  ].filter((text) => text !== '');
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ fontSize: theme.typography.bodySmall.fontSize, fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
  head: css({
    display: 'flex',
    alignItems: 'baseline',
    gap: theme.spacing(1.5),
    padding: theme.spacing(1, 1.25),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  x: css({ fontWeight: theme.typography.fontWeightMedium, color: theme.colors.text.primary }),
  faint: css({ color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular }),
  rows: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto auto',
    columnGap: theme.spacing(2),
    rowGap: 2,
    padding: theme.spacing(1, 1.25),
    '& > span': { textAlign: 'right' },
  }),
  scroll: css({ maxHeight: 320, overflowY: 'auto' }),
  row: css({ display: 'contents' }),
  closest: css({ '& > span': { fontWeight: theme.typography.fontWeightMedium, color: theme.colors.text.maxContrast } }),
  name: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.75), minWidth: 0 }),
  swatch: css({ flex: 'none' }),
  label: css({ overflow: 'hidden', textOverflow: 'ellipsis', maxWidth: 320 }),
  value: css({ gridColumnEnd: 'auto', textAlign: 'right', '&:last-child': { gridColumnEnd: -1 } }),
  foot: css({
    display: 'flex',
    gap: theme.spacing(1.5),
    padding: theme.spacing(0.75, 1.25),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    color: theme.colors.text.secondary,
    '& a': { color: theme.colors.text.link },
  }),
});
