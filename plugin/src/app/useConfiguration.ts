/** What the configuration page does, apart from how it looks. */
import { useState } from 'react';
import { exporterError } from '../datasource/client/errors';
import { testConnection, type TestResult } from './connection';
import { createDatasource, saveSettings, trainingDatasources, type AppMeta, type AppSettings } from './settings';

export interface Configuration {
  settings: AppSettings;
  change: (part: Partial<AppSettings>) => void;
  token: string;
  hasToken: boolean;
  changeToken: (token: string) => void;
  resetToken: () => void;
  isBusy: boolean;
  result: TestResult | null;
  save: () => Promise<void>;
  test: () => Promise<void>;
  setEnabled: (enabled: boolean) => Promise<void>;
}

/** Kept after a reload, which is how Grafana learns of new settings. */
const reload = () => window.location.reload();

export function useConfiguration(meta: AppMeta, afterSave: () => void = reload): Configuration {
  const [settings, setSettings] = useState<AppSettings>(meta.jsonData ?? {});
  const [token, setToken] = useState('');
  const [hasToken, setHasToken] = useState(Boolean(meta.secureJsonFields?.token));
  const [isBusy, setBusy] = useState(false);
  const [result, setResult] = useState<TestResult | null>(null);

  const run = async (action: () => Promise<TestResult | null>) => {
    setBusy(true);
    try {
      setResult(await action());
    } catch (thrown) {
      setResult({ ok: false, message: exporterError(thrown).message });
    } finally {
      setBusy(false);
    }
  };
  const store = (enabled: boolean) => saveSettings(enabled, trimmed(settings), hasToken ? {} : { token });

  return {
    settings,
    change: (part) => setSettings({ ...settings, ...part }),
    token,
    hasToken,
    changeToken: setToken,
    resetToken: () => {
      setToken('');
      setHasToken(false);
    },
    isBusy,
    result,
    save: () =>
      run(async () => {
        await store(true);
        const tested = await testConnection();
        if (!tested.ok) return tested;
        return {
          ok: true,
          message: `${tested.message}. ${await ensureDatasource(trimmed(settings).url ?? '', token)}`,
        };
      }),
    test: () => run(testConnection),
    setEnabled: (enabled) =>
      run(async () => {
        await store(enabled);
        afterSave();
        return null;
      }),
  };
}

function trimmed({ url, trainingUrl }: AppSettings): AppSettings {
  const clean = (address: string | undefined) => address?.trim().replace(/\/+$/, '') || undefined;
  return { url: clean(url), trainingUrl: clean(trainingUrl) };
}

/** The first datasource is made by saving; later ones are the user's own. */
async function ensureDatasource(url: string, token: string): Promise<string> {
  const [existing] = await trainingDatasources();
  if (existing) return `The data source "${existing.name}" has settings of its own.`;
  const { name } = await createDatasource(url, token || undefined);
  return `The data source "${name}" was made for it.`;
}
