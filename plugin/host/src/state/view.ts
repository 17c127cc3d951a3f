/** How the curves are drawn, as the reader left it. */
import { createStore } from './store';

export const X_AXES = ['step', 'epoch', 'relative_time', 'time'] as const;
export type XAxis = (typeof X_AXES)[number];

export interface View {
  x: XAxis;
  logScale: boolean;
  /** 0 to 0.99, as the panel's option. */
  smoothing: number;
}

export const DEFAULT_VIEW: View = { x: 'step', logScale: false, smoothing: 0 };

const KEY = 'shadower-training-view';

/** Whatever was kept by whichever version -> a view. */
export const readView = (stored: string | null): View => {
  try {
    const { x, logScale, smoothing } = JSON.parse(stored ?? '{}') as Partial<Record<keyof View, unknown>>;
    return {
      x: X_AXES.find((axis) => axis === x) ?? DEFAULT_VIEW.x,
      logScale: logScale === true,
      smoothing: typeof smoothing === 'number' && smoothing >= 0 && smoothing <= 0.99 ? smoothing : 0,
    };
  } catch {
    return DEFAULT_VIEW;
  }
};

const stored = (): string | null => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
};

export const viewStore = createStore<View>(readView(stored()));

export const changeView = (change: Partial<View>): void => {
  const next = { ...viewStore.get(), ...change };
  viewStore.set(next);
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // A browser that stores nothing keeps the view until the page is left.
  }
};
