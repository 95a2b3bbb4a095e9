/** The page: live over the lab's event stream, or of one run where a journal is inlined. */
import '@temblor/view/theme/theme.css';
import { LanguageProvider } from '@temblor/view/context/language.tsx';
import { ThemeProvider } from '@temblor/view/context/theme.tsx';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');

createRoot(root).render(
  <StrictMode>
    <ThemeProvider>
      <LanguageProvider>
        <main className="card">Temblor</main>
      </LanguageProvider>
    </ThemeProvider>
  </StrictMode>,
);
