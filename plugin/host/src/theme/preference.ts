/** Dark or light: what the reader chose here before, else what the system says. */
export type ThemeMode = 'dark' | 'light';

const key = 'shadower-training-theme';
const system = window.matchMedia('(prefers-color-scheme: light)');

const systemMode = (): ThemeMode => (system.matches ? 'light' : 'dark');

/** The chosen mode, or undefined where nothing was chosen or the browser keeps nothing. */
const rememberedMode = (): ThemeMode | undefined => {
  try {
    const value = localStorage.getItem(key);
    return value === 'dark' || value === 'light' ? value : undefined;
  } catch {
    return undefined;
  }
};

export const currentMode = (): ThemeMode => rememberedMode() ?? systemMode();

export const rememberMode = (mode: ThemeMode): void => {
  try {
    localStorage.setItem(key, mode);
  } catch {
    // A browser that stores nothing still toggles until the page is left.
  }
};

/** Calls back when the system changes its mind, unless the reader chose for himself; returns how to stop. */
export const onSystemMode = (callback: (mode: ThemeMode) => void): (() => void) => {
  const listener = () => {
    if (rememberedMode() === undefined) {
      callback(systemMode());
    }
  };
  system.addEventListener('change', listener);
  return () => system.removeEventListener('change', listener);
};
