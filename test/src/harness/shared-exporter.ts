import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { endAllChildren } from './child-process.js';
import { ExporterProcess, type ExporterOptions } from './exporter-process.js';
import type { NativeClient } from './native-client.js';
import { removeTemporaryDirectories } from './temporary-directory.js';

/** What the tests of a file share. */
export interface SharedExporter {
  readonly exporter: ExporterProcess;
  readonly client: NativeClient;
}

/**
 * One exporter for all tests of a file; each uses sessions of its own. After every test it must have lived on and
 * logged no error of its own.
 */
export function shareExporter(options: ExporterOptions = {}): SharedExporter {
  const shared: { exporter?: ExporterProcess; client?: NativeClient } = {};
  beforeAll(async () => {
    shared.exporter = await ExporterProcess.start(options);
    shared.client = shared.exporter.client();
  }, 60_000);
  afterEach(() => {
    const { exporter } = shared;
    if (!exporter) return;
    if (!exporter.isRunning) throw new Error(`the exporter has ended:\n${exporter.output.slice(-4_000)}`);
    const errors = exporter.errorLines();
    if (errors.length > 0)
      throw new Error(`the exporter logged errors:\n${errors.slice(-5).join('\n').slice(0, 4_000)}`);
  });
  afterAll(async () => {
    shared.client?.close();
    await shared.exporter?.terminate();
  });
  cleanUpAfterTests();
  return {
    get exporter() {
      return shared.exporter!;
    },
    get client() {
      return shared.client!;
    },
  };
}

/** Leaves neither processes nor files behind. */
export function cleanUpAfterTests(): void {
  afterAll(async () => {
    await endAllChildren();
    removeTemporaryDirectories();
  });
}
