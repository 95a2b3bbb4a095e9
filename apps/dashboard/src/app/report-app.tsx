/** The page within a report's file: one run, no lab, no network. */
import type { Report } from '@temblor/lab/report/report-schema';
import type { JournalStore } from '@temblor/view/model/journal-store';
import { RunViews } from '../pages/run/run-views.tsx';
import { Page } from './page.tsx';
import { Shell } from './shell.tsx';

/** @param props.store the inlined journal. */
export function ReportApp({ report, store }: { readonly report: Report; readonly store: JournalStore }) {
  return (
    <Shell>
      <Page title={report.experiment_info.run}>
        <RunViews report={report} store={store} isWhole />
      </Page>
    </Shell>
  );
}
