/** The datasource's settings with Grafana's button below them: `#/datasource`. */
import { useEffect, useState, type ComponentType } from 'react';
import type { DataSourceSettings, TestDataSourceResponse } from '@grafana/data';
import { Alert, Button } from '@grafana/ui';
import type { TrainingOptions, TrainingSecrets } from '../../../src/datasource/options';
import { loadDatasourcePlugin } from '../plugins/catalog';
import { createDatasource } from '../plugins/datasource';
import { saveDatasource } from './playedGrafana';

const ID = 'shadower-training-datasource';

type Settings = DataSourceSettings<TrainingOptions, TrainingSecrets>;

interface EditorProps {
  options: Settings;
  onOptionsChange: (settings: Settings) => void;
}

const NEW: Settings = {
  ...{ id: 1, uid: 'workbench', orgId: 1, name: 'workbench', type: ID, typeName: ID, typeLogoUrl: '', access: 'proxy' },
  ...{ url: '', user: '', database: '', basicAuth: false, basicAuthUser: '', isDefault: false, readOnly: false },
  ...{ withCredentials: false, jsonData: {}, secureJsonData: {}, secureJsonFields: {} },
};

export function DatasourceConfigPart() {
  const [editor, setEditor] = useState<{ Editor?: ComponentType<EditorProps> }>({});
  const [settings, setSettings] = useState(NEW);
  const [result, setResult] = useState<TestDataSourceResponse | null>(null);
  useEffect(() => {
    void loadDatasourcePlugin(ID).then(({ components }) =>
      setEditor({ Editor: components.ConfigEditor as unknown as ComponentType<EditorProps> }),
    );
  }, []);
  const saveAndTest = async () => {
    const { jsonData, secureJsonData } = settings;
    const baseUrl = saveDatasource(settings.uid, { jsonData, token: secureJsonData?.token });
    const datasource = await createDatasource(ID, { baseUrl, jsonData });
    setResult(await datasource.testDatasource());
  };
  const { Editor } = editor;
  return (
    Editor && (
      <section aria-label="Settings of the datasource">
        <Editor options={settings} onOptionsChange={setSettings} />
        {result && <Alert severity={result.status === 'success' ? 'success' : 'error'} title={result.message} />}
        <Button onClick={() => void saveAndTest()}>Save &amp; test</Button>
      </section>
    )
  );
}
