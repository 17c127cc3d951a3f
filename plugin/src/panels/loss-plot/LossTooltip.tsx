/** Every value at the cursor. */
import { css, cx } from '@emotion/css';
import type { CSSProperties } from 'react';
import { dateTimeFormat, type Field, type GrafanaTheme2, type LinkModel, type TimeZone } from '@grafana/data';
import { DataLinkButton, useStyles2, useTheme2 } from '@grafana/ui';
import { displayOf } from '../../visual/fieldValue';
import { exactNumber, metricText } from '../../visual/numberText';
import { ActionButtons } from './ActionButtons';
import type { OfferedAction } from './actions';
import type { AnnotationWords } from './annotationWords';
import { bandAt, nearestRows, type Hover, type HoverRow } from './hover';
import { LineSwatch } from './LineSwatch';
import { annotationColor } from './paintAnnotations';
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
  actions: readonly OfferedAction[];
  /** What those at the cursor say, the nearest first. */
  annotations: readonly AnnotationWords[];
  /** Whether times are written with milliseconds. */
  precise: boolean;
  /** Pixels; null for the panel's own limit. */
  maxHeight: number | null;
}

/** As many rows as fit beside a plot, and in half of the window; a pinned tooltip scrolls. */
const MAX_ROWS = 16;
const ROW_HEIGHT = 21;
/** Of what annotations say; a pinned tooltip has room for more. */
const MOST_ANNOTATIONS = 3;
const MOST_PINNED_ANNOTATIONS = 12;
const rowsThatFit = () => Math.max(4, Math.min(MAX_ROWS, Math.floor((window.innerHeight * 0.5) / ROW_HEIGHT)));

export function LossTooltip(props: Props) {
  const { hover, rows, closest, xKind, xName, timeZone, precise, pinned, links, actions, maxHeight } = props;
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const shown = pinned || maxHeight !== null ? rows : nearestRows(rows, closest, rowsThatFit());
  const annotations = props.annotations.slice(0, pinned ? MOST_PINNED_ANNOTATIONS : MOST_ANNOTATIONS);
  const unsaid = props.annotations.length - annotations.length;
  const at = (x: number) => xPhrase(xKind, x, timeZone, precise);
  const smoothed = rows.some((row) => row.smoothed !== null);
  return (
    <div className={styles.box} data-testid="loss-plot-tooltip">
      <div className={styles.head}>
        <span className={styles.x}>
          {xLabel(xKind, xName)} {xText(xKind, hover.x, timeZone, precise)}
        </span>
        {circumstances(hover, xKind, timeZone).map((text) => (
          <span key={text} className={styles.faint}>
            {text}
          </span>
        ))}
      </div>
      <div
        className={cx(styles.rows, pinned && styles.scroll)}
        style={maxHeight === null ? undefined : { maxHeight, overflowY: 'auto' }}
      >
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
          const elsewhere = at(row.x) === at(hover.x) ? null : at(row.x);
          return (
            <div key={curve.key} className={cx(styles.row, row === closest && rows.length > 1 && styles.closest)}>
              <span className={styles.name}>
                <LineSwatch line={line} className={styles.swatch} />
                <span className={styles.label}>{curve.name}</span>
                {elsewhere && <span className={styles.faint}>@ {elsewhere}</span>}
              </span>
              {smoothed && <span className={styles.value}>{metricText(curve.format, row.smoothed, theme)}</span>}
              <span
                className={cx(styles.value, smoothed && row.smoothed !== null && styles.faint)}
                style={mappedColor(curve.format, raw, theme)}
              >
                {raw === null ? 'gap' : metricText(curve.format, raw, theme)}
              </span>
              {bandText(row, theme).map((text) => (
                <span key={text} className={styles.below}>
                  {text}
                </span>
              ))}
            </div>
          );
        })}
      </div>
      {rows.length > shown.length && (
        <div className={styles.foot}>and {rows.length - shown.length} more: click to pin and scroll</div>
      )}
      {annotations.length > 0 && (
        <div className={styles.annotations}>
          {annotations.map(({ key, text, session, tags, color, count }) => (
            <div key={key} className={styles.annotation} data-testid="loss-plot-annotation">
              <span className={styles.dot} style={{ background: annotationColor(color, theme) }} />
              <span>
                {text}
                {count > 1 && ` × ${count}`}
              </span>
              {session && <span className={styles.faint}>{session}</span>}
              {tags.length > 0 && <span className={styles.faint}>{tags.join(', ')}</span>}
            </div>
          ))}
          {unsaid > 0 && <div className={styles.faint}>and {unsaid} more</div>}
        </div>
      )}
      {pinned && links.length + actions.length > 0 && (
        <div className={styles.foot}>
          {links.map((link) => (
            <DataLinkButton key={link.title + link.href} link={link} buttonProps={{ fill: 'text', size: 'sm' }} />
          ))}
          <ActionButtons actions={actions} />
        </div>
      )}
      {!pinned && links.length + actions.length > 0 && (
        <div className={cx(styles.foot, styles.hint)}>Click to pin: {counted(links.length, actions.length)}</div>
      )}
    </div>
  );
}

function counted(links: number, actions: number): string {
  const words = (count: number, word: string) => (count === 0 ? [] : [`${count} ${word}${count === 1 ? '' : 's'}`]);
  return [...words(links, 'link'), ...words(actions, 'action')].join(', ');
}

/** The colour that a value mapping gives to a value; a curve's own colour is at its line. */
function mappedColor(field: Field, value: number | null, theme: GrafanaTheme2): CSSProperties | undefined {
  if (value === null || !field.config.mappings?.length) {
    return undefined;
  }
  const unmapped: Field = { ...field, display: undefined, config: { ...field.config, mappings: [] } };
  const { color } = displayOf(field, value, theme);
  return color !== displayOf(unmapped, value, theme).color ? { color } : undefined;
}

/** What a curve stands for at a point: minimum to maximum, of how many, and who is behind. */
function bandText(row: HoverRow, theme: GrafanaTheme2): string[] {
  const band = bandAt(row);
  if (!band) {
    return [];
  }
  const { format } = row.line.curve;
  const words = { group: 'sessions', rank: 'ranks' } as const;
  const of = band.members === null ? [] : [`${band.members} ${band.by ? words[band.by] : 'curves'}`];
  const slowest = band.slowestRank === null ? [] : [`slowest rank ${band.slowestRank}`];
  const bounds = `${metricText(format, band.lower, theme)} to ${metricText(format, band.upper, theme)}`;
  return [[bounds, ...of, ...slowest].join(' · ')];
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
  below: css({
    gridColumn: '1 / -1',
    textAlign: 'left !important' as 'left',
    paddingLeft: 20,
    color: theme.colors.text.secondary,
  }),
  annotations: css({
    maxWidth: 420,
    padding: theme.spacing(0.75, 1.25),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    whiteSpace: 'normal',
  }),
  annotation: css({ display: 'flex', alignItems: 'baseline', gap: theme.spacing(0.75) }),
  dot: css({ flex: 'none', width: 8, height: 8, borderRadius: theme.shape.radius.circle }),
  hint: css({ fontStyle: 'italic' }),
  foot: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(0.75, 1.25),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    color: theme.colors.text.secondary,
  }),
});
