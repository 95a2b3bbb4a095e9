/** What a report's file carries within itself. */
import type { Report } from '@temblor/lab/report/report-schema';
import { JournalStore } from '@temblor/view/model/journal-store';
import { isReport } from '@temblor/view/report/is-report';
import { scheduleInPage } from './live/schedule.ts';

/** What a document carries; `none`: it is the live page. */
export type InlinedReport =
  | { readonly kind: 'none' }
  | { readonly kind: 'damaged' }
  | { readonly kind: 'report'; readonly report: Report; readonly store: JournalStore };

/** Reads the report and the journal of this document. */
export function readInlinedReport(document: Pick<Document, 'getElementById'>): InlinedReport {
  const text = document.getElementById('temblor-report')?.textContent;
  if (text === undefined || text === null) return { kind: 'none' };
  const report = parse(text);
  if (!isReport(report)) return { kind: 'damaged' };
  const store = new JournalStore({ schedule: scheduleInPage });
  store.append((document.getElementById('temblor-journal')?.textContent ?? '').split('\n').map((line) => line.trim()));
  return { kind: 'report', report, store };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the page says that it is damaged
  }
}
