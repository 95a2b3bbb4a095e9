/** A finished run: its report, and every view of its system over its journal. */
import type { Report } from '@temblor/lab/report/report-schema';
import { DeclaredTexts } from '@temblor/view/context/declared.tsx';
import { JournalProvider, useJournal, useSystemNow } from '@temblor/view/context/journal.tsx';
import { useText } from '@temblor/view/context/language.tsx';
import { TimeViewProvider } from '@temblor/view/context/time-view.tsx';
import { UnreadLines } from '@temblor/view/events/unread-lines.tsx';
import type { JournalStore } from '@temblor/view/model/journal-store';
import { ReportView } from '@temblor/view/report/report-view.tsx';
import type { ReactNode } from 'react';
import { Guarded } from '../../app/guarded.tsx';
import { termsOf } from '../views/panels.tsx';
import { SystemViews } from '../views/system-views.tsx';
import { rangeOfRun, systemOfRun } from './run-span.ts';
import { runWords } from './run-words.ts';

interface RunViewsProps {
  readonly report: Report;
  readonly store: JournalStore;
  /** Whether the journal is in the store from its first to its last event. */
  readonly isWhole: boolean;
}

export function RunViews({ report, store, isWhole }: RunViewsProps) {
  return (
    <JournalProvider store={store}>
      <TextsOfRun>
        <Guarded>
          <ReportView report={report} terms={termsOf(report.experiment_info.system)} />
        </Guarded>
        <Guarded>
          {isWhole ? (
            <>
              <UnreadLines isWhole />
              <Replay store={store} />
            </>
          ) : (
            <ReadAhead />
          )}
        </Guarded>
      </TextsOfRun>
    </JournalProvider>
  );
}

/** A system says its texts as it starts: they are there while the rest of the journal still comes in. */
function TextsOfRun({ children }: { readonly children: ReactNode }) {
  const journal = useJournal();
  const start = journal.facts(systemOfRun(journal) ?? '').find(({ type }) => type === 'system-starting');
  return (
    <DeclaredTexts spanish={start?.type === 'system-starting' ? (start.spanish ?? none) : none}>
      {children}
    </DeclaredTexts>
  );
}

const none = {};

/** Folds the system while its journal comes in, so that less is left to be done when the views are drawn. */
function ReadAhead() {
  const system = systemOfRun(useJournal());
  return system === undefined ? null : <SystemAhead system={system} />;
}

function SystemAhead({ system }: { readonly system: string }) {
  useSystemNow(system);
  return null;
}

function Replay({ store }: { readonly store: JournalStore }) {
  const text = useText(runWords);
  const system = systemOfRun(store);
  if (system === undefined) return <p className="soft">{text.noSystem}</p>;
  return (
    <TimeViewProvider initialRange={rangeOfRun(store, system)}>
      <h2 className="run-replay">{text.replay}</h2>
      <SystemViews system={system} commands={null} hasRun />
    </TimeViewProvider>
  );
}
