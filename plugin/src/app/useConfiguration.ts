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
}

export function useConfiguration(meta: AppMeta): Configuration {
  const [settings, setSettings] = useState<AppSettings>(meta.jsonData ?? {});
  const [token, setToken] = useState('');
  const [hasToken, setHasToken] = useState(Boolean(meta.secureJsonFields?.token));
  const [isBusy, setBusy] = useState(false);
  const [result, setResult] = useState<TestResult | null>(null);

  const run = async (action: () => Promise<TestResult>) => {
    setBusy(true);
    try {
      setResult(await action());
    } catch (thrown) {
      setResult({ ok: false, message: exporterError(thrown).message });
    } finally {
      setBusy(false);
    }
  };

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
        await saveSettings(true, trimmed(settings), hasToken ? {} : { token });
        const tested = await testConnection();
        if (!tested.ok) return tested;
        return {
          ok: true,
          message: `${tested.message}. ${await ensureDatasource(trimmed(settings).url ?? '', token)}`,
        };
      }),
    test: () => run(testConnection),
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
