import type { Report } from '@temblor/lab/report/report-schema';
import type { ReactNode } from 'react';
import { useId } from 'react';
import { Declared } from '../context/declared.tsx';
import { VerdictTag } from './verdict-tag.tsx';

interface ReportCardProps {
  readonly report: Report;
  /** The word for a verdict, for those who hear the page. */
  readonly verdictWord: string;
  readonly children: ReactNode;
}

/** The head of a report: what was run, its verdict, and what else is to be said first. */
export function ReportCard({ report, verdictWord, children }: ReportCardProps) {
  const heading = useId();
  const { experiment_info: info } = report;
  return (
    <section className="card report-head" aria-labelledby={heading}>
      <div className="card-head">
        <h2 id={heading}>
          <Declared text={info.title} />
        </h2>
        <div className="report-verdict">
          <span className="visually-hidden">{verdictWord}: </span>
          <VerdictTag verdict={report.verdict} />
        </div>
      </div>
      <p className="report-note">
        <Declared text={info.description} />
      </p>
      {children}
    </section>
  );
}
