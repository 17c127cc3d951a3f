import type { StoreDeclarations } from '../port.js';
import type { StoreUnderTest } from '../suite/store-under-test.js';
import { openInfluxReader, openInfluxWriter, prepareInflux, type ReadyInflux } from './open.js';
import type { Quarantine, RefusedLine } from './quarantine.js';
import type { InfluxSettings } from './connection.js';

/** A quarantine that must stay empty, or be looked at. */
export class QuarantineInMemory implements Quarantine {
  readonly lines: RefusedLine[] = [];
  add(lines: readonly RefusedLine[]): void {
    this.lines.push(...lines);
  }
  get count(): number {
    return this.lines.length;
  }
}

/** The InfluxDB store in databases of its own, which go when it closes. */
export async function openInflux(settings: InfluxSettings, declarations: StoreDeclarations): Promise<StoreUnderTest> {
  return openOn(await prepareInflux(settings), declarations);
}

async function openOn(ready: ReadyInflux, declarations: StoreDeclarations): Promise<StoreUnderTest> {
  const quarantine = new QuarantineInMemory();
  const problems: string[] = [];
  const { writer, close } = await openInfluxWriter(ready, declarations, {
    exporter: 'suite',
    quarantine,
    policy: { onProblem: (problem) => problems.push(problem) },
  });
  const reader = openInfluxReader(ready, declarations, () => writer.flushed());
  const end = async (how: 'close' | 'crash'): Promise<void> => {
    await (how === 'close' ? writer.close() : writer.abandon());
    await reader.close();
    close();
    // Nothing of the suite is wrong to InfluxDB.
    if (quarantine.count + problems.length > 0)
      throw new Error(JSON.stringify([...problems, ...quarantine.lines.slice(0, 3)]));
  };
  return {
    writer,
    reader,
    written: () => writer.written(),
    reopen: async (how) => {
      await end(how);
      return openOn(ready, declarations);
    },
    close: async () => {
      await end('crash');
      for (const name of Object.values(ready.databases))
        await ready.connection.execute(null, `DROP DATABASE "${name}"`);
    },
  };
}
