/** The page before the first session: what to paste to get one. The session itself makes it disappear. */
import { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { Choice } from '../controls/Choice';
import { pageBase } from '../state/page';
import { CodeBlock } from './CodeBlock';
import { exampleCommand, stepsOf, type Way } from './snippets';

const WAYS = [
  { value: 'python', label: 'Python' },
  { value: 'curl', label: 'curl' },
] as const;

export function EmptyPage({ withToken }: { withToken: boolean }) {
  const styles = useStyles2(getStyles);
  const [way, setWay] = useState<Way>('python');
  const exporter = pageBase().replace(/\/$/, '');
  const steps = stepsOf(way, exporter, withToken);
  return (
    <section aria-labelledby="first-session" className={styles.card}>
      <svg viewBox="0 0 320 64" className={styles.picture} aria-hidden="true">
        <path d="M4 10c44 36 90 40 312 42" className={styles.training} />
        <path d="M4 6c40 34 84 36 150 34 60-2 100-8 162-18" className={styles.validation} />
      </svg>
      <h2 id="first-session" className={styles.title}>
        Log your first training session
      </h2>
      <p className={styles.lead}>
        The exporter is running and waits for values. Paste these lines, and this page turns into your curves by itself.
      </p>
      <Choice label="Way to send values" value={way} options={WAYS} onChange={setWay} />
      <ol className={styles.steps}>
        {steps.map(({ title, code }) => (
          <li key={title}>
            <h3 className={styles.step}>{title}</h3>
            <CodeBlock code={code} label={title} />
          </li>
        ))}
      </ol>
      <p className={styles.note}>
        No training at hand? <code>{exampleCommand(exporter)}</code> trains a small network and needs nothing but
        Python.
      </p>
      <p role="status" className={styles.waiting}>
        <span className={styles.dot} aria-hidden="true" />
        Waiting for the first session
      </p>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const curve = { fill: 'none', strokeWidth: 2.5, strokeLinecap: 'round' } as const;
  return {
    card: css({
      width: '100%',
      maxWidth: 840,
      minWidth: 0,
      margin: '0 auto',
      padding: theme.spacing(3),
      border: `1px solid ${theme.colors.border.weak}`,
      borderRadius: theme.shape.radius.default,
      background: theme.colors.background.primary,
      [theme.breakpoints.down('sm')]: { padding: theme.spacing(2) },
    }),
    picture: css({ display: 'block', width: '100%', maxWidth: 320, height: 64, marginBottom: theme.spacing(2) }),
    training: css({ ...curve, stroke: theme.visualization.getColorByName('blue') }),
    validation: css({ ...curve, stroke: theme.visualization.getColorByName('orange') }),
    title: css({ margin: 0, ...theme.typography.h3 }),
    lead: css({ margin: theme.spacing(1, 0, 2), maxWidth: 620, color: theme.colors.text.secondary }),
    steps: css({
      display: 'grid',
      // Long lines scroll inside their block; without this they would widen the page.
      gridTemplateColumns: 'minmax(0, 1fr)',
      gap: theme.spacing(2),
      margin: theme.spacing(2, 0),
      padding: 0,
      listStyle: 'none',
      counterReset: 'step',
      '& > li': { minWidth: 0, counterIncrement: 'step' },
    }),
    step: css({
      margin: theme.spacing(0, 0, 1),
      ...theme.typography.body,
      fontWeight: theme.typography.fontWeightMedium,
      '&::before': { content: 'counter(step) ". "', color: theme.colors.text.secondary },
    }),
    note: css({
      margin: 0,
      color: theme.colors.text.secondary,
      fontSize: theme.typography.bodySmall.fontSize,
      '& code': { whiteSpace: 'normal', overflowWrap: 'anywhere' },
    }),
    waiting: css({
      display: 'flex',
      alignItems: 'center',
      gap: theme.spacing(1),
      margin: theme.spacing(2, 0, 0),
      color: theme.colors.text.secondary,
    }),
    dot: css({
      width: 8,
      height: 8,
      borderRadius: '50%',
      background: theme.colors.primary.main,
      [theme.transitions.handleMotion('no-preference')]: {
        animation: 'shadower-waiting 1.6s ease-in-out infinite alternate',
      },
      '@keyframes shadower-waiting': { from: { opacity: 0.25 }, to: { opacity: 1 } },
    }),
  };
};
