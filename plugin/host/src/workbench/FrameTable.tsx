/** What a query answered, a line a frame. */
import type { PanelData } from '@grafana/data';

export function FrameTable({ data: { series, state, error } }: { data: PanelData }) {
  return (
    <section aria-label="Answer">
      <p role="status">
        {state}
        {error ? `: ${error.message}` : ''}
      </p>
      <ul>
        {series.map((frame, index) => (
          <li key={index}>
            {frame.name}: {frame.length} rows of {frame.fields.map(({ name }) => name).join(', ')}
          </li>
        ))}
      </ul>
    </section>
  );
}
