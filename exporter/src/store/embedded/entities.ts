import type { EntityDeclaration } from '@shadower-training/contract';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { EntityChange, Partition } from '../port.js';
import {
  columnOf,
  ensureEntityTables,
  entityOfRow,
  entityTable,
  fieldColumn,
  keyColumn,
  typeOfField,
  undoTable,
} from './entity-table.js';
import { toColumn } from './field-values.js';
import { identifier } from './identifiers.js';

/** Changes of one entity that are not in its table yet. */
interface PendingEntity {
  readonly id: string;
  readonly table: EntityTable;
  readonly partition: Partition;
  readonly key: readonly string[];
  /** By column, as the table will hold them: later changes of the caller's objects must not reach them. */
  readonly columns: Map<string, SQLInputValue>;
}

/**
 * Writing half of entities. Changes wait in memory and are written together, because a live session changes far more
 * often than anybody looks.
 *
 * Lists want changes within a second, recovery wants entities as they were when their partition was last persisted:
 * else replayed records would count twice. So before an entity runs ahead of its partition, its row is kept in an undo
 * table; persisting the partition forgets it, opening the store after a crash brings it back.
 */
export class EntityWriter {
  private readonly tables: ReadonlyMap<string, EntityTable>;
  private readonly pending = new Map<string, PendingEntity>();
  private readonly pendingOf = new Map<Partition, Set<PendingEntity>>();
  /** Entities whose row of the last persist is in the undo table. */
  private readonly ahead = new Map<Partition, Set<string>>();

  /** Creates the tables and takes back what ran ahead of its partition; call within a transaction. */
  constructor(database: DatabaseSync, declarations: readonly EntityDeclaration[]) {
    this.tables = new Map(
      declarations.map((declaration) => [declaration.kind, new EntityTable(database, declaration)]),
    );
    for (const table of this.tables.values()) table.undoAll();
  }

  /** Whether changes wait. */
  get waiting(): boolean {
    return this.pending.size > 0;
  }

  /** Takes a change. All changes of one entity come from one partition. */
  apply(partition: Partition, change: EntityChange): void {
    const table = this.table(change.kind);
    const id = entityId(change.kind, change.key);
    let entity = this.pending.get(id);
    if (!entity) {
      if (change.key.length !== table.declaration.key.length) {
        throw new Error(
          `entity ${change.kind} has ${table.declaration.key.length} key parts, not ${change.key.length}`,
        );
      }
      entity = { id, table, partition, key: [...change.key], columns: new Map() };
      this.pending.set(id, entity);
      const others = this.pendingOf.get(partition);
      if (others) others.add(entity);
      else this.pendingOf.set(partition, new Set([entity]));
    }
    for (const field in change.fields) {
      const value = change.fields[field];
      if (value === undefined) continue;
      const known = Number.isNaN(value) ? null : value;
      entity.columns.set(fieldColumn(field), toColumn(typeOfField(table.declaration, field), known));
    }
  }

  /** An entity with the changes that wait, or undefined. */
  entity(kind: string, key: readonly string[]): Record<string, unknown> | undefined {
    const table = this.table(kind);
    const row = table.row(key);
    const waiting = this.pending.get(entityId(kind, key));
    if (!waiting) return row && entityOfRow(table.declaration, row);
    const keyColumns = table.declaration.key.map((name, place) => [keyColumn(name), key[place]]);
    return entityOfRow(table.declaration, {
      ...row,
      ...Object.fromEntries(keyColumns),
      ...Object.fromEntries(waiting.columns),
    });
  }

  /** Whether changes of an entity wait. */
  waits(kind: string, key: readonly string[]): boolean {
    return this.pending.has(entityId(kind, key));
  }

  /** Partitions with changes that wait. */
  waitingPartitions(): Partition[] {
    return [...this.pendingOf.keys()];
  }

  /** Writes waiting changes ahead of their partition; call within a transaction, then {@link flushed}. */
  flush(partition: Partition): void {
    const saved = this.ahead.get(partition);
    for (const entity of this.pendingOf.get(partition) ?? []) {
      if (!saved?.has(entity.id)) entity.table.keepForUndo(partition, entity.key);
      entity.table.upsert(entity.key, entity.columns);
    }
  }

  /** After the commit of {@link flush}. */
  flushed(partition: Partition): void {
    let saved = this.ahead.get(partition);
    if (!saved) this.ahead.set(partition, (saved = new Set()));
    for (const entity of this.pendingOf.get(partition) ?? []) saved.add(entity.id);
    this.forgetPending(partition);
  }

  /** Writes waiting changes together with their partition; call within a transaction, then {@link persisted}. */
  persist(partition: Partition): void {
    for (const entity of this.pendingOf.get(partition) ?? []) entity.table.upsert(entity.key, entity.columns);
    if (this.ahead.has(partition)) for (const table of this.tables.values()) table.forgetUndo(partition);
  }

  /** After the commit of {@link persist}. */
  persisted(partition: Partition): void {
    this.ahead.delete(partition);
    this.forgetPending(partition);
  }

  /** Deletes an entity, or all whose keys begin with these parts, with what waits; call within a transaction. */
  delete(kind: string, key: readonly string[]): void {
    const table = this.table(kind);
    if (key.length < table.declaration.key.length) {
      const waiting = [...this.pending.values()].filter((one) => one.table === table && beginsWith(one.key, key));
      for (const begun of [...table.keysFrom(key), ...waiting.map((one) => one.key)]) this.delete(kind, begun);
      return;
    }
    const id = entityId(kind, key);
    table.delete(key);
    const waiting = this.pending.get(id);
    this.pending.delete(id);
    if (waiting) this.pendingOf.get(waiting.partition)?.delete(waiting);
    for (const saved of this.ahead.values()) saved.delete(id);
  }

  private forgetPending(partition: Partition): void {
    for (const entity of this.pendingOf.get(partition) ?? []) this.pending.delete(entity.id);
    this.pendingOf.delete(partition);
  }

  private table(kind: string): EntityTable {
    const table = this.tables.get(kind);
    if (!table) throw new Error(`no entity is declared as ${kind}`);
    return table;
  }
}

function beginsWith(key: readonly string[], parts: readonly string[]): boolean {
  return parts.every((part, place) => key[place] === part);
}

function entityId(kind: string, key: readonly string[]): string {
  return JSON.stringify([kind, ...key]);
}

/** The two tables of one kind, and the statements on them. */
class EntityTable {
  private readonly select: StatementSync;
  private readonly statements: Readonly<
    Record<'keep' | 'keepAbsence' | 'forget' | 'delete' | 'deleteUndo', StatementSync>
  >;
  private readonly upserts = new Map<string, StatementSync>();
  private readonly name: string;
  private readonly undo: string;
  private readonly keys: readonly string[];

  constructor(
    private readonly database: DatabaseSync,
    readonly declaration: EntityDeclaration,
  ) {
    ensureEntityTables(database, declaration);
    this.name = identifier(entityTable(declaration.kind));
    this.undo = identifier(undoTable(declaration.kind));
    this.keys = declaration.key.map((key) => identifier(columnOf(declaration, key)));
    const where = this.keys.map((key) => `${key} = ?`).join(' AND ');
    const places = this.keys.map(() => '?').join(', ');
    const columns = this.columns();
    this.select = database.prepare(`SELECT * FROM ${this.name} WHERE ${where}`);
    this.statements = {
      keep: database.prepare(
        `INSERT OR IGNORE INTO ${this.undo} ("partition", existed, ${columns}) SELECT ?, 1, ${columns} FROM ${this.name} WHERE ${where}`,
      ),
      // Ignored where the row above was kept: then the entity existed.
      keepAbsence: database.prepare(
        `INSERT OR IGNORE INTO ${this.undo} ("partition", existed, ${this.keys.join(', ')}) VALUES (?, 0, ${places})`,
      ),
      forget: database.prepare(`DELETE FROM ${this.undo} WHERE "partition" = ?`),
      delete: database.prepare(`DELETE FROM ${this.name} WHERE ${where}`),
      deleteUndo: database.prepare(`DELETE FROM ${this.undo} WHERE ${where}`),
    };
  }

  private columns(): string {
    const fields = Object.keys(this.declaration.fields).map((field) => identifier(fieldColumn(field)));
    return [...this.keys, ...fields].join(', ');
  }

  row(key: readonly string[]): Record<string, unknown> | undefined {
    return this.select.get(...key);
  }

  upsert(key: readonly string[], columns: ReadonlyMap<string, SQLInputValue>): void {
    const names = [...columns.keys()];
    const shape = names.join('\n');
    let statement = this.upserts.get(shape);
    if (!statement) {
      const quoted = names.map(identifier);
      const all = [...this.keys, ...quoted];
      const action =
        quoted.length > 0 ? `UPDATE SET ${quoted.map((name) => `${name} = excluded.${name}`).join(', ')}` : 'NOTHING';
      statement = this.database.prepare(
        `INSERT INTO ${this.name} (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')})
         ON CONFLICT (${this.keys.join(', ')}) DO ${action}`,
      );
      this.upserts.set(shape, statement);
    }
    statement.run(...key, ...columns.values());
  }

  keepForUndo(partition: Partition, key: readonly string[]): void {
    this.statements.keep.run(partition, ...key);
    this.statements.keepAbsence.run(partition, ...key);
  }

  forgetUndo(partition: Partition): void {
    this.statements.forget.run(partition);
  }

  /** Keys that begin with these parts. */
  keysFrom(parts: readonly string[]): string[][] {
    const where = parts.map((_, place) => `${this.keys[place]!} = ?`).join(' AND ');
    return this.database
      .prepare(`SELECT ${this.keys.join(', ')} FROM ${this.name} WHERE ${where}`)
      .all(...parts)
      .map((row) => Object.values(row) as string[]);
  }

  delete(key: readonly string[]): void {
    this.statements.delete.run(...key);
    this.statements.deleteUndo.run(...key);
  }

  /** Brings every entity back that ran ahead of its partition. */
  undoAll(): void {
    const columns = this.columns();
    this.database.exec(`
      DELETE FROM ${this.name} WHERE (${this.keys.join(', ')}) IN (SELECT ${this.keys.join(', ')} FROM ${this.undo});
      INSERT INTO ${this.name} (${columns}) SELECT ${columns} FROM ${this.undo} WHERE existed = 1;
      DELETE FROM ${this.undo};
    `);
  }
}
