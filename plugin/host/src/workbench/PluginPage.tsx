/** Grafana's frame around a page of an app: its name, a subtitle, the page. */
import type { PluginPageProps } from '@grafana/runtime';

export function PluginPage({ subTitle, children }: PluginPageProps) {
  return (
    <main style={{ padding: 16 }}>
      <h1>Shadower Training</h1>
      {subTitle && <p>{subTitle}</p>}
      {children}
    </main>
  );
}
