/** The height of the window, kept current. */
import { useSyncExternalStore } from 'react';

const subscribe = (listener: () => void) => {
  window.addEventListener('resize', listener);
  return () => window.removeEventListener('resize', listener);
};

export const useViewportHeight = (): number => useSyncExternalStore(subscribe, () => window.innerHeight);
