/** A short piece of a line as it is drawn: colour, width and dash. */
import type { Line } from './lines';

export function LineSwatch({ line, className }: { line: Line; className?: string }) {
  const { color, width, dash } = line;
  return (
    <svg width="14" height="8" aria-hidden="true" className={className}>
      <line
        x1="0"
        x2="14"
        y1="4"
        y2="4"
        stroke={color}
        strokeWidth={Math.max(1, width + 0.5)}
        strokeDasharray={dash.join(' ')}
        strokeLinecap={dash[0] === 0 ? 'round' : 'butt'}
      />
    </svg>
  );
}
