/** What a panel shows instead of what it draws, where its queries answered nothing: why, as far as it is known. */
import type { ReactNode } from 'react';
import { LoadingState, type PanelData } from '@grafana/data';
import { EmptyState } from './EmptyState';
import { queryProblems } from './queryProblems';

interface Props {
  data: PanelData;
  width: number;
  height: number;
  /** What there is none of. */
  title: string;
  /** One sentence on what to do when nothing went wrong. */
  children: ReactNode;
}

export function NothingToDraw({ data, width, height, title, children }: Props) {
  const problems = queryProblems(data);
  if (problems.length > 0) {
    return (
      <EmptyState title="The query failed" width={width} height={height}>
        {problems.join(' · ')}
      </EmptyState>
    );
  }
  if (data.state === LoadingState.Loading || data.state === LoadingState.NotStarted) {
    // The panel's frame shows that it loads; what to do is said when it is known that there is nothing.
    return <div style={{ width, height }} />;
  }
  return (
    <EmptyState title={title} width={width} height={height}>
      {children}
    </EmptyState>
  );
}
