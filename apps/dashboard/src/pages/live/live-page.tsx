/** A system, live: how it stands, everything it measures, and what breaks and heals it. */

import { TextsOfSystem } from '@temblor/view/context/declared.tsx';
import { useJournal, useSystem } from '@temblor/view/context/journal.tsx';
import { useText } from '@temblor/view/context/language.tsx';
import { TimeViewProvider } from '@temblor/view/context/time-view.tsx';
import { UnreadLines } from '@temblor/view/events/unread-lines.tsx';
import { useEffect, useMemo, useState } from 'react';
import type { LabApi } from '../../api/lab-api.ts';
import { Guarded } from '../../app/guarded.tsx';
import { Page } from '../../app/page.tsx';
import { useLab, useLiveState } from '../../live/lab-context.tsx';
import { scheduleInPage } from '../../live/schedule.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import type { Commands } from '../views/system-views.tsx';
import { SystemViews } from '../views/system-views.tsx';
import { faultActions } from './fault-actions.ts';
import { LiveHead } from './live-head.tsx';
import { liveWords } from './live-words.ts';
import { LoadCard } from './load-card.tsx';
import { panelCommands } from './panel-commands.ts';
import './live-page.css';

const fiveMinutesUs = 300_000_000;

const appearsWithinMs = 2_000;

/** @param props.system the id under which it runs. */
export function LivePage({ system }: { readonly system: string }) {
  const text = useText(liveWords);
  const isKnown = useJournal().systems.includes(system);
  const { feed } = useLiveState();
  const isOverdue = useIsOverdue(system);
  const isUnknown = !isKnown && feed.kind === 'following' && isOverdue;
  return (
    <TimeViewProvider initialRange={{ kind: 'all' }}>
      <Page title={isUnknown ? text.unknown(system) : system} beside={isKnown && <Head system={system} />}>
        <UnreadLines isWhole={false} />
        {isKnown && <Views system={system} />}
        {isUnknown && (
          <section className="card">
            <p>{text.unknownText}</p>
            <p>
              <a href="#/">{text.toSystems}</a>
            </p>
          </section>
        )}
        {!isKnown && !isUnknown && <p className="soft">{text.waiting}</p>}
      </Page>
    </TimeViewProvider>
  );
}

function Head({ system }: { readonly system: string }) {
  return (
    <TextsOfSystem system={system}>
      <LiveHead id={system} />
    </TextsOfSystem>
  );
}

/** Whether a system had time enough to appear in the journal: one that was just asked for has not yet. */
function useIsOverdue(system: string): boolean {
  const [overdue, setOverdue] = useState<string | null>(null);
  useEffect(() => scheduleInPage(appearsWithinMs, () => setOverdue(system)), [system]);
  return overdue === system;
}

/** The views have a cursor of their own: the head of the page, and whether there is a run, are of now. */
function Views({ system }: { readonly system: string }) {
  const commands = useCommands(system);
  const hasRun = useSystem(system).run !== null;
  return (
    <TimeViewProvider initialRange={{ kind: 'last', lengthUs: fiveMinutesUs }}>
      <SystemViews system={system} commands={commands} hasRun={hasRun} />
    </TimeViewProvider>
  );
}

/** A lab's catalogue never changes. */
const faultsOfLab = { read: (api: LabApi, signal: AbortSignal) => api.faults(signal), isFinal: () => true };

function useCommands(system: string): Commands {
  const { api } = useLab();
  const isConnected = useLiveState().connection.kind !== 'lost';
  const catalogue = useLoaded(faultsOfLab);
  return useMemo(() => {
    const beside = (
      <Guarded>
        <TimeViewProvider initialRange={{ kind: 'all' }}>
          <LoadCard id={system} />
        </TimeViewProvider>
      </Guarded>
    );
    const actions = faultActions(api, system);
    return { catalogue, actions, panel: panelCommands(api, system, actions), isConnected, beside };
  }, [api, system, catalogue, isConnected]);
}
