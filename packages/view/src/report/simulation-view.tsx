/** The report of a simulated run: what was broken and how it came about, in virtual time. */
import type { Report } from '@temblor/lab/report/report-schema';
import type { Simulation } from '@temblor/lab/report/simulation-schema';
import { formatSeconds } from '@temblor/lab/report/simulation-table';
import type { ReactNode } from 'react';
import { Declared } from '../context/declared.tsx';
import { useText } from '../context/language.tsx';
import { CopyButton } from './copy-button.tsx';
import { DataTable } from './data-table.tsx';
import { ReportCard } from './report-card.tsx';
import { ReportSection } from './report-section.tsx';
import { ScrollBox } from './scroll-box.tsx';
import { simulationWords } from './simulation-words.ts';
import { useNumbers } from './use-numbers.ts';

interface SimulationViewProps {
  readonly report: Report;
  readonly simulation: Simulation;
}

/** Nothing of it is a service's: it has no grades, load or phases. */
export function SimulationView({ report, simulation }: SimulationViewProps) {
  const text = useText(simulationWords);
  const { count } = useNumbers();
  const { rules, faults, coverage, files } = simulation;
  return (
    <article className="report">
      <SimulationHead report={report} simulation={simulation} />
      <ReportSection title={text.faults}>
        {faults.length === 0 ? (
          <p>{text.noFaults}</p>
        ) : (
          <DataTable
            label={text.faults}
            columns={[
              { head: text.from, kind: 'number', cell: (fault) => formatSeconds(fault.at_seconds) },
              {
                head: text.until,
                kind: 'number',
                cell: ({ until_seconds: until }) => (until === null ? text.end : formatSeconds(until)),
              },
              { head: text.fault, kind: 'text', cell: (fault) => <Declared text={fault.text} /> },
            ]}
            rows={faults}
            keyOf={(fault) => `${fault.at_seconds} ${fault.text}`}
          />
        )}
      </ReportSection>
      <Folded title={text.checked}>
        <DataTable
          label={text.checked}
          columns={[
            { head: text.rule, kind: 'name', cell: ([rule]) => rule },
            { head: text.says, kind: 'text', cell: ([, says]) => <Declared text={says} /> },
          ]}
          rows={Object.entries(rules)}
          keyOf={([rule]) => rule}
        />
      </Folded>
      <Folded title={text.happened}>
        <DataTable
          label={text.happened}
          columns={[
            { head: text.counter, kind: 'name', cell: ({ counter }) => counter },
            { head: text.times, kind: 'number', cell: ({ count: times }) => count(times) },
            { head: text.means, kind: 'text', cell: (counter) => <Declared text={counter.text} /> },
          ]}
          rows={coverage}
          most={12}
          keyOf={({ counter }) => counter}
        />
      </Folded>
      <Folded title={text.files}>
        <ul>
          {files.map(({ file, what }) => (
            <li key={file}>
              <code>{file}</code>: <Declared text={what} />
            </li>
          ))}
        </ul>
      </Folded>
    </article>
  );
}

/** What a reader looks up: closed, so that the diagram below stands near the top of the page. */
function Folded({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <details className="card report-section">
      <summary>{title}</summary>
      {children}
    </details>
  );
}

function SimulationHead({ report, simulation }: SimulationViewProps) {
  const text = useText(simulationWords);
  const { violation, rules, commands } = simulation;
  return (
    <ReportCard report={report} verdictWord={text.verdict}>
      {violation !== null && (
        <div className={`report-reasons ${report.verdict}`}>
          <h3>{text.broken(violation.rule, formatSeconds(violation.at_seconds))}</h3>
          <div lang="en">
            {[violation.text, ...violation.details].map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
            {violation.drawing.length > 0 && (
              <ScrollBox label={text.drawing}>
                <pre>{violation.drawing.join('\n')}</pre>
              </ScrollBox>
            )}
            <p>{rules[violation.rule]}</p>
          </div>
        </div>
      )}
      {commands.map(({ what, command }) => (
        <div key={command} className="report-command">
          <Declared text={what} />
          <code>{command}</code>
          <CopyButton text={command} label={what} />
        </div>
      ))}
    </ReportCard>
  );
}
