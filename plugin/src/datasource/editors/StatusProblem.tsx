/** What stands in the way of the exporter, above the fields of an editor: nothing else there works until it is gone. */
import { Alert } from '@grafana/ui';

export function StatusProblem({ problem }: { problem: string | null }) {
  if (problem === null) return null;
  return (
    <Alert severity="error" title="The exporter can't be asked" bottomSpacing={1} topSpacing={0}>
      {problem}
    </Alert>
  );
}
