/** The page. Provisional: panels over a made-up run, until the sessions page takes its place. */
import { css } from '@emotion/css';
import { LoadingState, type GrafanaTheme2, type PanelData } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import { demoData } from './demo/curves';
import { PanelHost } from './panel/PanelHost';
import { useThemeSwitch } from './theme/ThemeRoot';

const curves = demoData();
const nothing: PanelData = { state: LoadingState.Done, series: [], timeRange: curves.timeRange };

const styles = (theme: GrafanaTheme2) => ({
  page: css({ maxWidth: 1400, margin: '0 auto', padding: theme.spacing(2), display: 'grid', gap: theme.spacing(1) }),
  bar: css({ display: 'flex', alignItems: 'center', justifyContent: 'space-between' }),
});

export function App() {
  const { page, bar } = useStyles2(styles);
  const { mode, toggle } = useThemeSwitch();
  return (
    <main className={page}>
      <header className={bar}>
        <h1>Shadower Training</h1>
        <Button variant="secondary" size="sm" fill="outline" onClick={toggle}>
          {mode === 'dark' ? 'Light' : 'Dark'}
        </Button>
      </header>
      <PanelHost id={1} pluginId="shadower-trainingprogress-panel" title="Sessions" height={160} data={nothing} />
      <PanelHost id={2} pluginId="shadower-lossplot-panel" title="Loss" height={400} data={curves} />
    </main>
  );
}
