/** The plot in words: not seen, but read by screen readers and by tests, which can't read a canvas. */
import { css } from '@emotion/css';
import type { Described } from './description';

export function PlotInWords({ lines }: { lines: readonly Described[] }) {
  return (
    <ul className={hidden} aria-label="Plot in words" data-testid="loss-plot-words">
      {lines.map(({ key, kind, text }) => (
        <li key={key} data-kind={kind}>
          {text}
        </li>
      ))}
    </ul>
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
