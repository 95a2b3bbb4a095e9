/** The report of a run: everything that is in `report.json`, from the verdict down to what repeats it; also on paper. */
import type { Report } from '@temblor/lab/report/report-schema';
import { memo } from 'react';
import type { Messages } from '../context/language.tsx';
import { Glossary } from '../glossary/glossary.tsx';
import type { Term } from '../glossary/term.ts';
import { AlarmSection } from './alarm-section.tsx';
import { CheckSection } from './check-section.tsx';
import { DetectorTable } from './detector-table.tsx';
import { FaultTable } from './fault-table.tsx';
import { GradeTable, LimitTable } from './limit-section.tsx';
import { MeasurementSection } from './measurement-section.tsx';
import { PhaseTable } from './phase-table.tsx';
import { ReportHead } from './report-head.tsx';
import { RunFacts } from './run-facts.tsx';
import { SimulationView } from './simulation-view.tsx';
import { TimeSection } from './time-section.tsx';
import './report.css';

interface ReportViewProps {
  readonly report: Report;
  /** The words of the system that it is of, and what they mean. */
  readonly terms?: Messages<readonly Term[]> | undefined;
}

/** It changes with its report alone, however often the page around it is drawn. */
export const ReportView = memo(function ReportView({ report, terms }: ReportViewProps) {
  if (report.simulation !== undefined) return <SimulationView report={report} simulation={report.simulation} />;
  const isTimed = report.detection_awaited !== false;
  return (
    <article className="report">
      <ReportHead report={report} />
      <MeasurementSection measurements={report.measurements ?? []} />
      <PhaseTable report={report} isTimed={isTimed} />
      <TimeSection results={report.results} isTimed={isTimed} />
      <DetectorTable report={report} />
      <div className="report-columns">
        <LimitTable results={report.results} />
        <GradeTable report={report} />
      </div>
      <CheckSection report={report} />
      <FaultTable faults={report.faults} />
      <AlarmSection alarms={report.false_alarms} />
      <RunFacts report={report} />
      <Glossary own={terms} />
    </article>
  );
});
