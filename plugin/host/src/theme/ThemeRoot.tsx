/** Grafana's theme, global styles and portals around the page, and the switch between dark and light. */
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type PropsWithChildren } from 'react';
import { createTheme, ThemeContext } from '@grafana/data';
import { config } from '@grafana/runtime';
import { GlobalStyles, PortalContainer } from '@grafana/ui';
import { currentMode, onSystemMode, rememberMode, type ThemeMode } from './preference';

interface ThemeSwitch {
  mode: ThemeMode;
  toggle: () => void;
}

const SwitchContext = createContext<ThemeSwitch>({ mode: 'dark', toggle: () => {} });

/** The mode that is shown, and how to change it. */
export const useThemeSwitch = (): ThemeSwitch => useContext(SwitchContext);

export function ThemeRoot({ children }: PropsWithChildren) {
  const [mode, setMode] = useState(currentMode);
  useEffect(() => onSystemMode(setMode), []);
  const theme = useMemo(() => createTheme({ colors: { mode } }), [mode]);
  // Panels that read the theme outside of React find it here, as in Grafana.
  config.theme2 = theme;
  useEffect(() => {
    document.documentElement.style.colorScheme = mode;
    document.documentElement.style.background = theme.colors.background.canvas;
  }, [mode, theme]);
  const toggle = useCallback(() => {
    const next = mode === 'dark' ? 'light' : 'dark';
    rememberMode(next);
    setMode(next);
  }, [mode]);
  const themeSwitch = useMemo(() => ({ mode, toggle }), [mode, toggle]);
  return (
    <ThemeContext.Provider value={theme}>
      <SwitchContext.Provider value={themeSwitch}>
        <GlobalStyles />
        {children}
        <PortalContainer />
      </SwitchContext.Provider>
    </ThemeContext.Provider>
  );
}
