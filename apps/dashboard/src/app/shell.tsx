/** What stands around every page: the name, the way to other pages, and the choices of language and theme. */
import type { Messages } from '@temblor/view/context/language.tsx';
import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { useTheme } from '@temblor/view/context/theme.tsx';
import type { ReactNode } from 'react';
import './shell.css';

const en = {
  skip: 'Skip to the content',
  language: 'Language',
  dark: 'Dark theme',
  light: 'Light theme',
  told: '',
};
const es: typeof en = {
  skip: 'Ir al contenido',
  language: 'Idioma',
  dark: 'Tema oscuro',
  light: 'Tema claro',
  told: 'Los nombres, y lo que un sistema o el laboratorio no dicen en español, están en inglés.',
};
const words = { en, es } satisfies Messages<typeof en>;

interface ShellProps {
  /** Links to the pages; absent in a report. */
  readonly navigation?: ReactNode;
  /** How the lab is; absent in a report. */
  readonly connection?: ReactNode;
  readonly children: ReactNode;
}

export function Shell({ navigation, connection, children }: ShellProps) {
  const text = useText(words);
  return (
    <>
      <button type="button" className="shell-skip button" onClick={skipToContent}>
        {text.skip}
      </button>
      <header className="shell-head screen-only">
        <span className="shell-name">
          <Mark />
          Temblor
        </span>
        {navigation}
        <div className="shell-choices">
          {connection}
          <LanguageChoice />
          <ThemeChoice />
        </div>
      </header>
      <main id="content" className="shell-content" tabIndex={-1}>
        {children}
      </main>
      {text.told !== '' && <footer className="shell-foot soft screen-only">{text.told}</footer>}
    </>
  );
}

/** A link would change the place behind the `#`. */
function skipToContent(): void {
  document.getElementById('content')?.focus();
}

function LanguageChoice() {
  const text = useText(words);
  const { language, setLanguage } = useLanguage();
  return (
    <fieldset className="shell-languages">
      <legend className="visually-hidden">{text.language}</legend>
      {(['en', 'es'] as const).map((each) => (
        <button
          key={each}
          type="button"
          lang={each}
          className="shell-choice"
          aria-pressed={language === each}
          aria-label={each === 'en' ? 'EN English' : 'ES Español'}
          onClick={() => setLanguage(each)}
        >
          {each.toUpperCase()}
        </button>
      ))}
    </fieldset>
  );
}

function ThemeChoice() {
  const text = useText(words);
  const { theme, setTheme } = useTheme();
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <button
      type="button"
      className="shell-choice"
      aria-label={text[other]}
      title={text[other]}
      onClick={() => setTheme(other)}
    >
      <span aria-hidden="true">{theme === 'dark' ? '☀' : '☾'}</span>
    </button>
  );
}

/** A seismograph's line. */
function Mark() {
  return (
    <svg className="shell-mark" viewBox="0 0 32 20" width="32" height="20" aria-hidden="true">
      <polyline
        points="1,11 8,11 11,4 15,18 19,1 22,14 24,11 31,11"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
      />
    </svg>
  );
}
