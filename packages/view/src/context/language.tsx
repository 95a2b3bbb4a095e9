/** English and Spanish: chosen by the browser, changed by hand. Every component keeps its words beside itself. */
import type { ReactNode } from 'react';
import { createContext, useContext, useEffect, useMemo, useState } from 'react';

export type Language = 'en' | 'es';

/** The same words in both languages; a word that one lacks does not compile. */
export interface Messages<T> {
  readonly en: T;
  readonly es: T;
}

interface LanguageChoice {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
}

const LanguageContext = createContext<LanguageChoice>({ language: 'en', setLanguage: () => undefined });

const storageKey = 'temblor-language';

/** Holds the choice, remembers it, and says it to the document, so that a screen reader speaks it. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(initialLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
    remember(language);
  }, [language]);
  const choice = useMemo(() => ({ language, setLanguage }), [language]);
  return <LanguageContext value={choice}>{children}</LanguageContext>;
}

/** The language, and what changes it. */
export function useLanguage(): LanguageChoice {
  return useContext(LanguageContext);
}

/** The words of a component in the language of the page. */
export function useText<T>(messages: Messages<T>): T {
  return messages[useLanguage().language];
}

function initialLanguage(): Language {
  const remembered = recall();
  if (remembered === 'en' || remembered === 'es') return remembered;
  return navigator.languages
    .find((tag) => /^(en|es)\b/i.test(tag))
    ?.slice(0, 2)
    .toLowerCase() === 'es'
    ? 'es'
    : 'en';
}

/** A page opened from a file may have no storage. */
function recall(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

function remember(language: Language): void {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // Nothing to remember it in: it holds as long as the page.
  }
}
