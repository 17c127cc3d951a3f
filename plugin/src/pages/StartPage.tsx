/** The first page that a Grafana user sees of the app. */
import { PluginPage } from '@grafana/runtime';

export function StartPage() {
  return (
    <PluginPage>
      <p>Shadower Training shows what your training runs are doing.</p>
    </PluginPage>
  );
}
