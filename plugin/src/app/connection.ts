/** The Test button: asks the exporter for its status through the app's own proxy route. */
import { getBackendSrv } from '@grafana/runtime';
import { firstValueFrom } from 'rxjs';
import { ExporterClient } from '../datasource/client/client';
import { healthOf, healthOfFailure } from '../datasource/health';
import { APP_ID } from './settings';

export interface TestResult {
  ok: boolean;
  message: string;
}

/** Tests what is saved: Grafana's server holds address and token. */
export async function testConnection(): Promise<TestResult> {
  const client = new ExporterClient(`/api/plugin-proxy/${APP_ID}`, getBackendSrv);
  const result = await firstValueFrom(client.status()).then(healthOf, healthOfFailure);
  return { ok: result.status === 'success', message: result.message };
}
