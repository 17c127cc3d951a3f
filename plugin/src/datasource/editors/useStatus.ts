/** Whom the editors talk to, asked once. */
import { useEffect, useState } from 'react';
import type { StatusAnswer } from '@shadower-training/contract';
import type { ExporterClient } from '../client/client';
import { exporterError } from '../client/errors';
import { statusProblem } from '../health';

export interface ExporterStatus {
  /** Null until it is known, and where it can't be. */
  status: StatusAnswer | null;
  /** What stands in the way of asking it, and what to do about that; null when nothing does. */
  problem: string | null;
}

export function useStatus(client: ExporterClient): ExporterStatus {
  const [known, setKnown] = useState<ExporterStatus>({ status: null, problem: null });
  useEffect(() => {
    const subscription = client.status().subscribe({
      next: (status) => setKnown({ status, problem: statusProblem(status) }),
      error: (thrown: unknown) => setKnown({ status: null, problem: exporterError(thrown).message }),
    });
    return () => subscription.unsubscribe();
  }, [client]);
  return known;
}
