const LOOK_EVERY_MILLISECONDS = 200;
const TELL_EVERY_MILLISECONDS = 10_000;

/** The writer thread, as far as it is needed. */
export interface DrainedWriter {
  statistics(): Promise<{ readonly journal_records: number; readonly quarantined_lines: number }>;
  close(): Promise<void>;
}

/**
 * `drain`: brings what a data directory's journal holds into InfluxDB and ends: for the directory of an exporter that
 * will not be started again. Waits for InfluxDB, however long.
 * @param writer Opened on the directory: it has replayed the journal.
 * @param print Gets what standard output shows.
 */
export async function drainCommand(writer: DrainedWriter, print: (text: string) => void): Promise<void> {
  const before = (await writer.statistics()).journal_records;
  print(`${before} records of the journal are looked through`);
  let toldAt = performance.now();
  for (;;) {
    const { journal_records: left } = await writer.statistics();
    if (left === 0) break;
    if (performance.now() - toldAt >= TELL_EVERY_MILLISECONDS) {
      toldAt = performance.now();
      print(`${left} records are left`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MILLISECONDS));
  }
  const { quarantined_lines: refused } = await writer.statistics();
  await writer.close();
  print('everything is in InfluxDB; the directory is needed no more');
  if (refused > 0) print(`but for ${refused} lines in its quarantine: see \`quarantine list\``);
}
