/** What runs in the lab, and what can be started. */

import { DeclaredTexts, TextsOfSystem } from '@temblor/view/context/declared.tsx';
import { useJournal } from '@temblor/view/context/journal.tsx';
import { useText } from '@temblor/view/context/language.tsx';
import { TimeViewProvider } from '@temblor/view/context/time-view.tsx';
import { useEffect } from 'react';
import type { LabApi } from '../../api/lab-api.ts';
import { Page } from '../../app/page.tsx';
import { useLoaded } from '../../live/use-loaded.ts';
import { goTo } from '../../routing/use-route.ts';
import { KnownSystem } from './known-system.tsx';
import { RunningSystem } from './running-system.tsx';
import { systemsWords } from './systems-words.ts';
import './systems-page.css';

const systemsOfLab = { read: (api: LabApi, signal: AbortSignal) => api.systems(signal), isFinal: () => false };

interface SystemsPageProps {
  /** Whether to go on to the system that runs, where it is the only one. */
  readonly goesOn: boolean;
  /** It is known now whether the page goes on; whoever comes back to it wants the list. */
  readonly onDecided: () => void;
}

export function SystemsPage({ goesOn, onDecided }: SystemsPageProps) {
  const text = useText(systemsWords);
  const listed = useLoaded(systemsOfLab);
  const running = listed.kind === 'ready' ? listed.value.flatMap((system) => system.running) : [];
  useGoingOn(goesOn && listed.kind === 'ready' ? running : null, onDecided);
  return (
    <TimeViewProvider initialRange={{ kind: 'all' }}>
      <Page title={text.title}>
        <RunningSystems listed={running} />
        <section className="systems-part" aria-labelledby="known-systems">
          <h2 id="known-systems">{text.known}</h2>
          {listed.kind === 'loading' && <p className="soft">{text.loading}</p>}
          {listed.kind === 'failed' && (
            <p role="alert" className="problem" lang="en">
              {listed.problem}
            </p>
          )}
          <div className="systems-cards">
            {listed.kind === 'ready' &&
              listed.value.map((system) => (
                <DeclaredTexts key={system.name} spanish={system.spanish}>
                  <KnownSystem system={system} taken={running} />
                </DeclaredTexts>
              ))}
          </div>
        </section>
      </Page>
    </TimeViewProvider>
  );
}

/** Systems of the journal are there before the lab's list is read again, and in it when the journal has forgotten them. */
function RunningSystems({ listed }: { readonly listed: readonly string[] }) {
  const text = useText(systemsWords);
  const { systems } = useJournal();
  const ids = [...new Set([...listed, ...systems])].toSorted();
  return (
    <section className="systems-part" aria-labelledby="running-systems">
      <h2 id="running-systems">{text.running}</h2>
      <div className="systems-cards">
        {ids.map((id) => (
          <TextsOfSystem key={id} system={id}>
            <RunningSystem id={id} isListed={listed.includes(id)} />
          </TextsOfSystem>
        ))}
        <p className="soft systems-none">{text.nothingRuns}</p>
      </div>
    </section>
  );
}

/** @param running null: not known yet, or already decided. */
function useGoingOn(running: readonly string[] | null, onDecided: () => void): void {
  useEffect(() => {
    if (running === null) return;
    onDecided();
    const [only, ...others] = running;
    if (only !== undefined && others.length === 0) goTo({ kind: 'running', system: only }, 'replace');
  }, [running, onDecided]);
}
