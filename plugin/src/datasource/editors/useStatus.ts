/** Whom the editors talk to, asked once. */
import { useEffect, useState } from 'react';
import type { StatusAnswer } from '@shadower-training/contract';
import type { ExporterClient } from '../client/client';

/** The exporter's status; null until it is known, and where it can't be. */
export function useStatus(client: ExporterClient): StatusAnswer | null {
  const [status, setStatus] = useState<StatusAnswer | null>(null);
  useEffect(() => {
    const subscription = client.status().subscribe({ next: setStatus, error: () => setStatus(null) });
    return () => subscription.unsubscribe();
  }, [client]);
  return status;
}
