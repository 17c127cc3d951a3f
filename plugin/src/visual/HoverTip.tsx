/**
 * A tooltip for places that there are hundreds of. Grafana's own makes each of its places a stop of the tab key and
 * keeps a listener for each; here it exists only while the mouse is there.
 */
import { useState, type ReactNode } from 'react';
import { Tooltip } from '@grafana/ui';

interface Props {
  content: ReactNode;
  className?: string;
  children: ReactNode;
}

export function HoverTip({ content, className, children }: Props) {
  const [over, setOver] = useState(false);
  const place = (
    <span className={className} onMouseEnter={() => setOver(true)} onMouseLeave={() => setOver(false)}>
      {children}
    </span>
  );
  return over ? (
    <Tooltip content={<>{content}</>} show>
      {place}
    </Tooltip>
  ) : (
    place
  );
}
