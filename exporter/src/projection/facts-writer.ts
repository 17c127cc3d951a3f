import { SESSION_ENTITY, type SessionSummary } from '@shadower-training/contract';
import type { EntityChange, StoreWriter } from '../store/port.js';
import { entityFields } from './entity-fields.js';
import type { ScoreCurves } from './score-curves.js';
import type { SessionEntry } from './session-entry.js';
import { SESSION_PART_ENTITY } from './shared/session-part.js';
import type { SharedSession } from './shared/shared-session.js';
import type { Sharing } from './sharing.js';
import { summarize } from './summary.js';

/** What facts are written with. */
export interface FactsWriterParts {
  readonly store: Pick<StoreWriter, 'applyEntities'>;
  /** Address of a session's page. */
  readonly sessionUrl: (workspaceId: string, sessionId: string) => string;
  /** Null where nobody else writes to the store. */
  readonly sharing: Sharing | null;
}

/** Brings what is known of a session to the store: its summary for lists and reads, and what it goes on from. */
export class FactsWriter {
  constructor(private readonly parts: FactsWriterParts) {}

  /**
   * @param curves What the summary's sparkline is made of; null: it stays as it is known.
   * @returns The summary, which is on its way to the store.
   */
  write(entry: SessionEntry, curves: ScoreCurves | null): SessionSummary {
    const { workspace_id, session_id } = entry.session.facts;
    const url = this.parts.sessionUrl(workspace_id, session_id);
    const summary = summarize(entry.session, { curves, known: entry.summary, url });
    entry.summary = summary;
    const { sharing } = this.parts;
    if (entry.shared === null || sharing === null) this.writeFacts(entry, entityFields(entry.session, summary));
    else if (entry.isUnwritten) this.writeParts(entry, entry.shared, summary, sharing);
    return summary;
  }

  private writeFacts({ key, session: { facts } }: SessionEntry, fields: EntityChange['fields']): void {
    const { workspace_id, session_id, through_record } = facts;
    const change = { kind: SESSION_ENTITY.kind, key: [workspace_id, session_id], fields };
    this.parts.store.applyEntities(key, through_record, [change]);
  }

  /** What all exporters together know, for lists and reads, and the own part, for the others. */
  private writeParts(entry: SessionEntry, shared: SharedSession, summary: SessionSummary, sharing: Sharing): void {
    // Without what others know it would take back what they have written.
    if (!shared.isUnheard) this.writeFacts(entry, { ...entityFields(entry.session, summary), internal: null });
    if (!shared.hasOwn) return;
    const { workspace_id, session_id, through_record, state } = entry.session.facts;
    const part = JSON.stringify(shared.toStored(Date.now(), sharing.heardSince() !== null));
    const key = [workspace_id, session_id, sharing.exporter];
    this.parts.store.applyEntities(entry.key, through_record, [
      { kind: SESSION_PART_ENTITY.kind, key, fields: { part } },
    ]);
    sharing.keep(entry.key, part, state === 'running' || state === 'hung');
  }
}
