/** The app's configuration: the exporter's address and token, and a test. Grafana's own header has the button "Disable". */
import type { PluginConfigPageProps } from '@grafana/data';
import { Alert, Button, Field, FieldSet, Input, SecretInput, Stack } from '@grafana/ui';
import { addressProblem, DEFAULT_ADDRESS } from '../datasource/address';
import type { AppMeta } from './settings';
import { useConfiguration } from './useConfiguration';

/** Pixels; narrower where the page is. */
const WIDTH = 480;

export function ConfigurationPage({ plugin }: Pick<PluginConfigPageProps<AppMeta>, 'plugin'>) {
  const { enabled } = plugin.meta;
  const page = useConfiguration(plugin.meta);
  const { settings, result, isBusy } = page;
  const problem = addressProblem(settings.url ?? '');
  return (
    <FieldSet label="Exporter">
      <div style={{ maxWidth: WIDTH }}>
        <Field
          label="Address"
          description="As the Grafana server reaches it: inside containers that is seldom localhost."
          invalid={Boolean(settings.url) && problem !== null}
          error={problem}
          required
        >
          <Input
            id="training-app-address"
            value={settings.url ?? ''}
            placeholder={DEFAULT_ADDRESS}
            onChange={(event) => page.change({ url: event.currentTarget.value })}
          />
        </Field>
        <Field
          label="Token"
          description='With the scope "read". Grafana keeps it secret. Leave it empty where the exporter has no tokens.'
        >
          <SecretInput
            id="training-app-token"
            isConfigured={page.hasToken}
            value={page.token}
            placeholder="40 letters and digits"
            autoComplete="off"
            onChange={(event) => page.changeToken(event.currentTarget.value)}
            onReset={page.resetToken}
          />
        </Field>
        <Field
          label="Address for training code"
          description="What the start page shows, where training code reaches the exporter under another address than Grafana does."
        >
          <Input
            id="training-app-training-address"
            value={settings.trainingUrl ?? ''}
            placeholder={settings.url || DEFAULT_ADDRESS}
            onChange={(event) => page.change({ trainingUrl: event.currentTarget.value })}
          />
        </Field>
      </div>
      {result && <Alert severity={result.ok ? 'success' : 'error'} title={result.message} />}
      <Stack direction="row" gap={1}>
        <Button onClick={page.save} disabled={isBusy || problem !== null}>
          {enabled ? 'Save and test' : 'Save, enable and test'}
        </Button>
        <Button variant="secondary" onClick={page.test} disabled={isBusy || !enabled}>
          Test
        </Button>
      </Stack>
    </FieldSet>
  );
}
