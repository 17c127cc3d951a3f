/** Looks of the list: spacing, type and colours by the theme only. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

export type RowStyles = ReturnType<typeof getRowStyles>;

/** Colour of what matters less in a row. */
const QUIET = '--progress-quiet-text';

export const getRowStyles = (theme: GrafanaTheme2) => {
  const ellipsis = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', minWidth: 0 } as const;
  // On the ground of a selected row the theme's secondary text is too faint (4.45:1).
  const quiet = `var(${QUIET}, ${theme.colors.text.secondary})`;
  const louder = { [QUIET]: theme.colors.text.primary };
  const small = { fontSize: theme.typography.bodySmall.fontSize, lineHeight: '16px' } as const;
  const note = { ...small, display: 'flex', alignItems: 'center', gap: theme.spacing(0.5), minWidth: 12 } as const;
  const track = { height: 4, borderRadius: 2, background: theme.colors.border.medium, overflow: 'hidden' } as const;
  const name = {
    ...ellipsis,
    color: theme.colors.text.primary,
    fontWeight: theme.typography.fontWeightMedium,
    lineHeight: '18px',
    textAlign: 'left',
  } as const;
  return {
    row: css({
      position: 'absolute',
      left: 0,
      right: 0,
      display: 'grid',
      alignItems: 'center',
      borderBottom: `1px solid ${theme.colors.border.weak}`,
      fontVariantNumeric: 'tabular-nums',
      '&:hover': { background: theme.colors.action.hover, ...louder },
    }),
    selectable: css({ cursor: 'pointer' }),
    selected: css({
      // Not action.selected: secondary and warning texts on it have a contrast below 4.5:1.
      background: theme.colors.background.secondary,
      ...louder,
      boxShadow: `inset 3px 0 0 ${theme.colors.primary.main}`,
    }),
    active: css({ outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -2 }),
    cell: css({ ...ellipsis, padding: theme.spacing(0, 1) }),
    right: css({ textAlign: 'right' }),
    badge: css({ display: 'inline-flex', verticalAlign: 'middle' }),
    stackEnd: css({ display: 'flex', flexDirection: 'column', alignItems: 'flex-end', minWidth: 0 }),
    ellipsis: css(ellipsis),
    nameStack: css({ display: 'flex', flexDirection: 'column', minWidth: 0, alignItems: 'flex-start' }),
    nameLine: css({
      display: 'flex',
      alignItems: 'baseline',
      gap: theme.spacing(1),
      minWidth: 0,
      '& > :first-child': { flexShrink: 1 },
      '& > :last-child:not(:first-child)': { flexShrink: 3 },
    }),
    name: css({ ...name, maxWidth: '100%' }),
    nameLink: css({
      ...name,
      maxWidth: '100%',
      border: 0,
      padding: 0,
      background: 'none',
      cursor: 'pointer',
      '&:hover, &:focus-visible': { color: theme.colors.text.link, textDecoration: 'underline' },
    }),
    faint: css({ ...small, ...ellipsis, maxWidth: '100%', color: quiet }),
    warning: css({ ...note, maxWidth: '100%', color: theme.colors.warning.text }),
    critical: css({ ...note, maxWidth: '100%', color: theme.colors.error.text }),
    settled: css({ ...note, maxWidth: '100%', color: quiet }),
    good: css({ color: theme.colors.success.text }),
    center: css({ textAlign: 'center' }),
    cellLink: css({
      display: 'inline',
      maxWidth: '100%',
      border: 0,
      padding: 0,
      background: 'none',
      color: theme.colors.text.link,
      font: 'inherit',
      textAlign: 'inherit',
      cursor: 'pointer',
      '&:hover, &:focus-visible': { textDecoration: 'underline' },
    }),
    tags: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5), minWidth: 0, overflow: 'hidden' }),
    tag: css({
      ...small,
      // What has no room is cut, the later tags first.
      flex: '0 1 auto',
      '&:not(:first-of-type)': { flexShrink: 20 },
      minWidth: 24,
      padding: theme.spacing(0, 0.75),
      border: `1px solid ${theme.colors.border.weak}`,
      borderRadius: theme.shape.radius.default,
      color: quiet,
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
    }),
    menu: css({
      display: 'inline-flex',
      alignItems: 'center',
      justifyContent: 'center',
      width: 24,
      height: 24,
      padding: 0,
      border: 0,
      borderRadius: theme.shape.radius.default,
      background: 'none',
      color: quiet,
      '&:hover': { background: theme.colors.action.hover, color: theme.colors.text.primary },
    }),
    alertIcon: css({
      flex: 'none',
      fill: 'none',
      stroke: 'currentColor',
      strokeWidth: 1.6,
      strokeLinecap: 'round',
      strokeLinejoin: 'round',
    }),
    progress: css({ display: 'flex', flexDirection: 'column', gap: 5, minWidth: 0 }),
    progressLine: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), minWidth: 0 }),
    track: css(track),
    trackInLine: css({ ...track, flex: 1, minWidth: 24 }),
    bar: css({ height: '100%', borderRadius: 2 }),
  };
};

export const getListStyles = (theme: GrafanaTheme2) => ({
  panel: css({ display: 'flex', flexDirection: 'column', overflow: 'hidden' }),
  scroller: css({
    flex: 1,
    minHeight: 0,
    overflowX: 'hidden',
    overflowY: 'auto',
    scrollbarWidth: 'thin',
    outline: 'none',
  }),
  header: css({
    position: 'sticky',
    top: 0,
    zIndex: 1,
    display: 'grid',
    alignItems: 'center',
    height: 28,
    background: theme.colors.background.primary,
    borderBottom: `1px solid ${theme.colors.border.medium}`,
  }),
  heading: css({ minWidth: 0, display: 'flex' }),
  headingRight: css({ justifyContent: 'flex-end' }),
  headingCenter: css({ justifyContent: 'center' }),
  headingButton: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    minWidth: 0,
    maxWidth: '100%',
    height: 24,
    padding: theme.spacing(0, 1),
    border: 0,
    background: 'none',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    'button&:hover': { color: theme.colors.text.primary },
  }),
  sorted: css({ color: theme.colors.text.primary }),
  body: css({ position: 'relative' }),
  toolbar: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    paddingBottom: theme.spacing(1),
    flex: 'none',
    minWidth: 0,
  }),
  chips: css({
    display: 'flex',
    gap: theme.spacing(0.5),
    overflowX: 'auto',
    flex: 1,
    minWidth: 0,
    scrollbarWidth: 'none',
  }),
  chip: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    flex: 'none',
    height: 24,
    padding: theme.spacing(0, 1, 0, 0.25),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.pill,
    background: 'none',
    color: theme.colors.text.primary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
    '&:hover': { background: theme.colors.action.hover },
    '&[aria-pressed=true]': { borderColor: theme.colors.primary.border, background: theme.colors.action.selected },
  }),
  // All seven states side by side on a phone, counts of three digits included.
  chipNarrow: css({ gap: 1, padding: theme.spacing(0, 0.5, 0, 0) }),
  count: css({ color: theme.colors.text.secondary }),
  search: css({ flex: 'none', width: 180 }),
  searchNarrow: css({ flex: '1 1 100%' }),
  toolbarNarrow: css({ flexWrap: 'wrap' }),
  nothing: css({ padding: theme.spacing(3), textAlign: 'center', color: theme.colors.text.secondary }),
});
