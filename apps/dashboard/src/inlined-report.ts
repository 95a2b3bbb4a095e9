/** What a report's file carries within itself. */
import type { Report } from '@temblor/lab/report/report-schema';
import { JournalStore } from '@temblor/view/model/journal-store';
import { scheduleInPage } from './live/schedule.ts';

/** The report and the journal of this document; null where it is the live page. */
export function readInlinedReport(document: Document): { report: Report; store: JournalStore } | null {
  const text = document.getElementById('temblor-report')?.textContent;
  if (text === undefined || text === null) return null;
  const report: Report = JSON.parse(text);
  const store = new JournalStore({ schedule: scheduleInPage });
  store.append((document.getElementById('temblor-journal')?.textContent ?? '').split('\n').map((line) => line.trim()));
  return { report, store };
}
