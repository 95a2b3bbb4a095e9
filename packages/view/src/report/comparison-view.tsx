/** Two runs side by side: what they came to, what was set up differently, and every figure with its difference. */
import { chanceOf } from '@temblor/lab/report/compare';
import type { Report } from '@temblor/lab/report/report-schema';
import { memo } from 'react';
import { Declared } from '../context/declared.tsx';
import { useText } from '../context/language.tsx';
import type { DifferingSetting } from './comparison-rows.ts';
import { differingSettings, loadProblems } from './comparison-rows.ts';
import { ComparisonTable } from './comparison-table.tsx';
import { words } from './comparison-words.ts';
import type { Column } from './data-table.tsx';
import { DataTable } from './data-table.tsx';
import { ReportSection } from './report-section.tsx';
import { useNumbers } from './use-numbers.ts';
import { VerdictTag } from './verdict-tag.tsx';
import './report.css';
import './comparison.css';

interface ComparisonProps {
  readonly left: Report;
  readonly right: Report;
}

/** The left run is called A, the right one B; differences are of B against A. */
export const ComparisonView = memo(function ComparisonView({ left, right }: ComparisonProps) {
  const text = useText(words);
  const invalid = loadProblems(left, right);
  return (
    <article className="report comparison">
      <ReportSection title={text.title}>
        <div className="comparison-sides">
          <Side name="A" report={left} />
          <Side name="B" report={right} />
        </div>
        <p className="comparison-chance">{text.chance[chanceOf(left, right)]}</p>
      </ReportSection>
      <Settings settings={differingSettings(left, right)} />
      <ReportSection title={text.figures} note={text.note}>
        {invalid.length > 0 && <p className="comparison-chance">{text.notJudged(invalid.join(', '))}</p>}
        <ComparisonTable left={left} right={right} />
      </ReportSection>
    </article>
  );
});

function Side({ name, report }: { readonly name: string; readonly report: Report }) {
  const text = useText(words);
  const { count, moment } = useNumbers();
  const { experiment_info: info } = report;
  return (
    <section className="comparison-side" aria-label={`${text.side} ${name}`}>
      <div className="card-head">
        <h3>
          {name} <code>{info.run}</code>
        </h3>
        <VerdictTag verdict={report.verdict} />
      </div>
      <p>
        {info.system} · {info.experiment}
        {info.quick ? ` (${text.quick})` : ''}
      </p>
      <p className="soft">
        {text.started} {moment(info.start_time)} · {text.repeats}: {count(info.repeats)}
      </p>
      {report.reasons.length > 0 && (
        <div className={`report-reasons ${report.verdict}`}>
          <h4>{text.reasons}</h4>
          <ul>
            {report.reasons.map((reason) => (
              <li key={reason}>
                <Declared text={reason} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function Settings({ settings }: { readonly settings: readonly DifferingSetting[] }) {
  const text = useText(words);
  const columns: readonly Column<DifferingSetting>[] = [
    { head: text.setting, kind: 'name', cell: ({ name }) => text.keys.get(name) ?? name.replaceAll('_', ' ') },
    { head: 'A', kind: 'text', cell: (setting) => setting.left },
    { head: 'B', kind: 'text', cell: (setting) => setting.right },
  ];
  return (
    <ReportSection title={text.settings}>
      {settings.length === 0 ? (
        <p className="soft">{text.sameSettings}</p>
      ) : (
        <DataTable label={text.settings} columns={columns} rows={settings} keyOf={({ name }) => name} />
      )}
    </ReportSection>
  );
}
