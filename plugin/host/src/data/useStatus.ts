/** Whom the page talks to: asked at the start, and again whenever the stream comes back, maybe to a newer exporter. */
import { useEffect, useState } from 'react';
import type { CONTRACT_SCHEMA_VERSION, StatusAnswer } from '@shadower-training/contract';
import type { TrainingDatasource } from './datasource';

/** The schema that this page was built for; the compiler compares it with the contract's. */
const SCHEMA_VERSION: typeof CONTRACT_SCHEMA_VERSION = 1;

export interface ExporterStatus {
  now: StatusAnswer;
  /** What it was when the page was loaded. */
  version: string;
}

export const useStatus = (datasource: TrainingDatasource, opened: number): ExporterStatus | undefined => {
  const [status, setStatus] = useState<ExporterStatus>();
  // The first opening is the start itself.
  const asked = Math.max(opened, 1);
  useEffect(() => {
    const subscription = datasource.client.status().subscribe({
      next: (now) => setStatus((known) => ({ now, version: known?.version ?? now.version })),
      // A failure shows as the state of the connection.
      error: () => {},
    });
    return () => subscription.unsubscribe();
  }, [datasource, asked]);
  return status;
};

export interface VersionProblem {
  title: string;
  text: string;
}

/** Why page and exporter may misunderstand each other, and what to do; null when they do not. */
export const versionProblem = ({ now, version }: ExporterStatus): VersionProblem | null => {
  if (now.schema_version > SCHEMA_VERSION) {
    const text = `Exporter ${now.version} answers schema ${now.schema_version}, this page reads ${SCHEMA_VERSION}. Reload to get the page that belongs to it.`;
    return { title: 'The exporter is newer than this page', text };
  }
  if (now.schema_version < SCHEMA_VERSION) {
    const text = `Exporter ${now.version} answers schema ${now.schema_version}, this page needs ${SCHEMA_VERSION}. Upgrade the exporter, then reload.`;
    return { title: 'The exporter is older than this page', text };
  }
  if (now.version !== version) {
    return { title: `The exporter is now version ${now.version}`, text: 'Reload to get the page that belongs to it.' };
  }
  return null;
};
