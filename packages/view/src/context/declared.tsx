/** What a system says of itself, its checks and its figures: in the language of the page where it has the words. */
import type { ReactNode } from 'react';
import { createContext, useCallback, useContext } from 'react';
import { useSystemNow } from './journal.tsx';
import { useLanguage } from './language.tsx';
import type { Translations } from './translate.ts';
import { translate } from './translate.ts';

/** The Spanish texts of the system that is shown. */
export const SpanishContext = createContext<Translations>({});

/** Gives the Spanish texts of a system to everything inside. */
export function DeclaredTexts(props: { readonly spanish: Translations; readonly children: ReactNode }) {
  return <SpanishContext value={props.spanish}>{props.children}</SpanishContext>;
}

/** Gives those that the journal has of a system. */
export function TextsOfSystem({ system, children }: { readonly system: string; readonly children: ReactNode }) {
  return <DeclaredTexts spanish={useSystemNow(system).spanish}>{children}</DeclaredTexts>;
}

/** Turns a declared text into the language of the page, where it can be; for titles, labels and drawings. */
export function useDeclared(): (text: string) => string {
  const { language } = useLanguage();
  const spanish = useContext(SpanishContext);
  return useCallback((text) => (language === 'es' ? translate(text, spanish) : null) ?? text, [language, spanish]);
}

/** A declared text; marked as English where the page speaks Spanish and the text does not. */
export function Declared({ text }: { readonly text: string }) {
  const { language } = useLanguage();
  const translated = translate(text, useContext(SpanishContext));
  if (language === 'es' && translated !== null) return translated;
  return language === 'en' ? text : <span lang="en">{text}</span>;
}
