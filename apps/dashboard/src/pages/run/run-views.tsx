/** A finished run: its report, and every view of its system over its journal. */
import type { Report } from '@temblor/lab/report/report-schema';
import { JournalProvider, useJournal } from '@temblor/view/context/journal.tsx';
import { useText } from '@temblor/view/context/language.tsx';
import { TimeViewProvider } from '@temblor/view/context/time-view.tsx';
import type { JournalStore } from '@temblor/view/model/journal-store';
import { ReportView } from '@temblor/view/report/report-view.tsx';
import { Guarded } from '../../app/guarded.tsx';
import { SystemViews } from '../views/system-views.tsx';
import { runWords } from './run-words.ts';

interface RunViewsProps {
  readonly report: Report;
  readonly store: JournalStore;
}

export function RunViews({ report, store }: RunViewsProps) {
  return (
    <JournalProvider store={store}>
      <TimeViewProvider initialRange={{ kind: 'all' }}>
        <Guarded>
          <ReportView report={report} />
        </Guarded>
        <Replay />
      </TimeViewProvider>
    </JournalProvider>
  );
}

/** A run is of one system; a journal of several shows the one that the run was on. */
function Replay() {
  const text = useText(runWords);
  const store = useJournal();
  const system = store.systems.find((id) => store.facts(id).some(({ type }) => type === 'run-started'));
  const shown = system ?? store.systems[0];
  if (shown === undefined) return <p className="soft">{text.noSystem}</p>;
  return (
    <>
      <h2 className="run-replay">{text.replay}</h2>
      <SystemViews system={shown} commands={null} hasRun />
    </>
  );
}
