/** Settings of the datasource: where the exporter is, and the token to read from it. */
import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Field, Input, SecretInput, Switch } from '@grafana/ui';
import { addressProblem, DEFAULT_ADDRESS } from '../address';
import type { TrainingOptions, TrainingSecrets } from '../options';

type Props = DataSourcePluginOptionsEditorProps<TrainingOptions, TrainingSecrets>;

/** Pixels: addresses are seldom longer. Narrower where the page is. */
const WIDTH = 480;

export function ConfigEditor({ options, onOptionsChange }: Props) {
  const { jsonData, secureJsonData, secureJsonFields, readOnly } = options;
  const address = jsonData.url ?? '';
  const problem = addressProblem(address);
  const setJson = (part: Partial<TrainingOptions>) =>
    onOptionsChange({ ...options, jsonData: { ...jsonData, ...part } });
  const setToken = (token: string, isKept: boolean) =>
    onOptionsChange({
      ...options,
      secureJsonData: { ...secureJsonData, token },
      secureJsonFields: { ...secureJsonFields, token: isKept },
    });
  return (
    <div style={{ maxWidth: WIDTH }}>
      <Field
        label="Exporter address"
        description="As the Grafana server reaches it: inside containers that is seldom localhost. Save & test shows the exporter's version."
        // An untouched field is no mistake yet.
        invalid={address !== '' && problem !== null}
        error={problem}
        required
        disabled={readOnly}
      >
        <Input
          id="training-exporter-address"
          value={address}
          placeholder={DEFAULT_ADDRESS}
          onChange={(event) => setJson({ url: event.currentTarget.value })}
        />
      </Field>
      <Field
        label="Token"
        description='A token with the scope "read". Grafana keeps it secret and adds it to requests. Leave it empty where the exporter has no tokens.'
        disabled={readOnly}
      >
        <SecretInput
          id="training-exporter-token"
          isConfigured={Boolean(secureJsonFields?.token)}
          value={secureJsonData?.token ?? ''}
          placeholder="40 letters and digits"
          autoComplete="off"
          onChange={(event) => setToken(event.currentTarget.value, false)}
          onReset={() => setToken('', false)}
        />
      </Field>
      <Field label="Live updates" description="Panels follow running sessions without a refresh." disabled={readOnly}>
        <Switch
          id="training-live-updates"
          value={jsonData.live !== false}
          onChange={(event) => setJson({ live: event.currentTarget.checked })}
        />
      </Field>
    </div>
  );
}
