/** The plot in words: not seen, but read by screen readers and by tests, which can't read a canvas. */
import { css } from '@emotion/css';
import type { Described } from './description';

interface Props {
  lines: readonly Described[];
  /** What a reader zoomed to; null where the whole is shown. Read aloud when it changes. */
  zoom: string | null;
}

export function PlotInWords({ lines, zoom }: Props) {
  return (
    <div className={hidden} data-testid="loss-plot-words">
      <ul aria-label="Plot in words">
        {lines.map(({ key, kind, text }) => (
          <li key={key} data-kind={kind}>
            {text}
          </li>
        ))}
      </ul>
      {/* Always there: of a region that comes with its words nothing is read. */}
      <p aria-live="polite" data-kind="zoom">
        {zoom}
      </p>
    </div>
  );
}

const hidden = css({
  position: 'absolute',
  width: 1,
  height: 1,
  margin: 0,
  overflow: 'hidden',
  clipPath: 'inset(50%)',
  whiteSpace: 'nowrap',
});
