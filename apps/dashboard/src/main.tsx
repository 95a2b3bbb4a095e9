/** The page: live over the lab's event stream, or of one run where a journal is inlined. */
import '@temblor/view/theme/theme.css';
import { LanguageProvider } from '@temblor/view/context/language.tsx';
import { ThemeProvider } from '@temblor/view/context/theme.tsx';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { LiveApp } from './app/live-app.tsx';
import { ReportApp } from './app/report-app.tsx';
import { readInlinedReport } from './inlined-report.ts';
import { LiveLab } from './live/live-lab.ts';
import { onTokenKept, recallToken, takeToken } from './routing/kept-token.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');

createRoot(root).render(
  <StrictMode>
    <ThemeProvider>
      <LanguageProvider>{openApp()}</LanguageProvider>
    </ThemeProvider>
  </StrictMode>,
);

function openApp() {
  const inlined = readInlinedReport(document);
  if (inlined.kind !== 'none') return <ReportApp inlined={inlined} />;
  const { offered, byLink } = takeToken();
  const lab = new LiveLab(recallToken());
  void lab.open(offered);
  onTokenKept((kept) => void lab.offerToken(kept));
  // The same tab, to which a link of the lab was pasted. First of all listeners: whoever reads the place sees no token.
  addEventListener('hashchange', () => {
    const { offered: pasted } = takeToken();
    if (pasted !== null) void lab.offerToken(pasted);
  });
  addEventListener('online', () => lab.nudge());
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) lab.nudge();
  });
  return <LiveApp lab={lab} byLink={byLink} />;
}
