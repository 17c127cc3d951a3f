import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InfluxConnection, type InfluxSettings } from './connection.js';
import { InfluxWriter } from './influx-writer.js';
import { QUARANTINE_FILE, QuarantineFile, resend } from './quarantine.js';
import { detectServer } from './server.js';

const PAGE = 500;

/**
 * `quarantine list`: a line of JSON for each line that InfluxDB refused. `quarantine resend [ID ...]`: sends them, or
 * those, again; what is stored leaves the quarantine. May run beside the exporter.
 * @param settings Of the InfluxDB; null where none is configured.
 * @param print Gets what standard output shows.
 * @throws Error Saying what is wrong with the command, or that InfluxDB takes nothing.
 */
export async function quarantineCommand(
  [action, ...rest]: readonly string[],
  directory: string,
  settings: InfluxSettings | null,
  print: (text: string) => void,
): Promise<void> {
  if (action !== 'list' && action !== 'resend')
    throw new Error('say `quarantine list`, or `quarantine resend [ID ...]`');
  const wrong = rest.find((text) => action === 'list' || !/^[1-9]\d{0,14}$/.test(text));
  if (wrong !== undefined) throw new Error(`quarantine ${action}: ${JSON.stringify(wrong)} is no id of a line`);
  // Not created here: an empty answer is the truth where nothing was ever refused.
  const kept = existsSync(join(directory, QUARANTINE_FILE)) ? new QuarantineFile(directory) : null;
  try {
    if (action === 'list') list(kept, print);
    else await resendAll(kept, settings, rest.map(Number), print);
  } finally {
    kept?.close();
  }
}

function list(kept: QuarantineFile | null, print: (text: string) => void): void {
  let after = 0;
  for (let page = kept?.list(PAGE) ?? []; page.length > 0; page = kept!.list(PAGE, after)) {
    for (const { id, refused_at, database, reason, line } of page) {
      print(JSON.stringify({ id, refused_at: new Date(refused_at).toISOString(), database, reason, line }));
      after = id;
    }
  }
}

async function resendAll(
  kept: QuarantineFile | null,
  settings: InfluxSettings | null,
  ids: readonly number[],
  print: (text: string) => void,
): Promise<void> {
  if (settings === null) throw new Error('INFLUX_URL must say where the lines go');
  if (kept === null) return print('0 lines stored, 0 refused again');
  const connection = new InfluxConnection(settings);
  const writer = new InfluxWriter(connection, await detectServer(connection));
  try {
    const { stored, refused } = await resend(kept, writer, ids.length > 0 ? ids : undefined);
    print(`${stored} lines stored, ${refused} refused again`);
  } finally {
    writer.close();
  }
}
