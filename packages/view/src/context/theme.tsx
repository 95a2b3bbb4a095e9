/** Light and dark: chosen by the system, changed by hand. */
import type { ReactNode } from 'react';
import { createContext, useContext, useEffect, useMemo, useState } from 'react';

export type Theme = 'light' | 'dark';

interface ThemeChoice {
  readonly theme: Theme;
  readonly setTheme: (theme: Theme) => void;
}

const ThemeContext = createContext<ThemeChoice>({ theme: 'light', setTheme: () => undefined });

const storageKey = 'temblor-theme';

/** Holds the choice, remembers it, and says it to the style sheet. Until a user chooses it follows the system. */
export function ThemeProvider({ children }: { readonly children: ReactNode }) {
  const [chosen, setChosen] = useState<Theme | undefined>(recall);
  const [system, setSystem] = useState<Theme>(systemTheme);
  useEffect(() => {
    const query = matchMedia(darkQuery);
    const listener = () => setSystem(systemTheme());
    query.addEventListener('change', listener);
    return () => query.removeEventListener('change', listener);
  }, []);
  const theme = chosen ?? system;
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const choice = useMemo(
    () => ({
      theme,
      setTheme: (wanted: Theme) => {
        setChosen(wanted);
        remember(wanted);
      },
    }),
    [theme],
  );
  return <ThemeContext value={choice}>{children}</ThemeContext>;
}

/** The theme, and what changes it. Charts read their colours anew when it changes. */
export function useTheme(): ThemeChoice {
  return useContext(ThemeContext);
}

const darkQuery = '(prefers-color-scheme: dark)';

function systemTheme(): Theme {
  return matchMedia(darkQuery).matches ? 'dark' : 'light';
}

/** A page opened from a file may have no storage. */
function recall(): Theme | undefined {
  try {
    const remembered = localStorage.getItem(storageKey);
    return remembered === 'light' || remembered === 'dark' ? remembered : undefined;
  } catch {
    return undefined;
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(storageKey, theme);
  } catch {
    // Nothing to remember it in: it holds as long as the page.
  }
}
