/** The width of an element, kept current; 0 until it is known. */
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

export const useWidth = <T extends HTMLElement>(): [RefObject<T>, number] => {
  const element = useRef<T>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (element.current === null) {
      return;
    }
    // The first width is read at once: waiting for the observer would cost a frame before anything is drawn.
    setWidth(element.current.clientWidth);
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, width];
};
