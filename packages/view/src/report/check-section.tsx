/** What the checkers found in the histories, and whether the steady state held before and after. */
import type { Report } from '@temblor/lab/report/report-schema';
import type { Messages } from '../context/language.tsx';
import { useText } from '../context/language.tsx';
import type { Column } from './data-table.tsx';
import { DataTable } from './data-table.tsx';
import { ReportSection } from './report-section.tsx';
import { StateTag, VerdictTag } from './verdict-tag.tsx';

type Check = Report['checks'][number];

const en = {
  title: 'Checks',
  check: 'check',
  verdict: 'verdict',
  compared: 'what was compared, and what was found',
  violation: 'violation',
  violations: (check: string) => `Violations found by ${check}`,
  steadyBefore: 'Steady state before the faults',
  steadyAfter: 'Steady state after restoring',
  held: 'held',
  notHeld: 'did not hold',
  notLooked: 'not checked',
};
const es: typeof en = {
  title: 'Comprobaciones',
  check: 'comprobación',
  verdict: 'veredicto',
  compared: 'qué se comparó y qué se encontró',
  violation: 'violación',
  violations: (check) => `Violaciones encontradas por ${check}`,
  steadyBefore: 'Estado estable antes de los fallos',
  steadyAfter: 'Estado estable tras restaurar',
  held: 'se mantuvo',
  notHeld: 'no se mantuvo',
  notLooked: 'no se comprobó',
};
const words = { en, es } satisfies Messages<typeof en>;

/** Steady state first, then every check; violations in tables of their own. */
export function CheckSection({ report }: { readonly report: Report }) {
  const text = useText(words);
  const columns: readonly Column<Check>[] = [
    { head: text.check, kind: 'name', cell: ({ check }) => check },
    { head: text.verdict, kind: 'text', cell: ({ verdict }) => <VerdictTag verdict={verdict} /> },
    { head: text.compared, kind: 'text', cell: ({ summary }) => <span lang="en">{summary}</span> },
  ];
  const { before, after } = report.steady_state;
  return (
    <ReportSection title={text.title}>
      <dl className="report-steady">
        <Steady word={text.steadyBefore} checked={before} />
        <Steady word={text.steadyAfter} checked={after} />
      </dl>
      {report.checks.length > 0 && (
        <DataTable label={text.title} columns={columns} rows={report.checks} keyOf={({ check }) => check} />
      )}
      {report.checks
        .filter(({ violations }) => violations.length > 0)
        .map((check) => (
          <Violations key={check.check} check={check} />
        ))}
    </ReportSection>
  );
}

function Steady(props: { readonly word: string; readonly checked: Report['steady_state']['before'] }) {
  const text = useText(words);
  const { checked } = props;
  return (
    <div>
      <dt>{props.word}</dt>
      <dd>
        {checked === null && <StateTag tone="idle" sign="–" word={text.notLooked} />}
        {checked !== null && (
          <>
            <StateTag {...(checked.holds ? holds : holdsNot)} word={checked.holds ? text.held : text.notHeld} />{' '}
            <span className="soft" lang="en">
              {checked.detail}
            </span>
          </>
        )}
      </dd>
    </div>
  );
}

const holds = { tone: 'good', sign: '✓' } as const;
const holdsNot = { tone: 'bad', sign: '✕' } as const;

function Violations({ check }: { readonly check: Check }) {
  const text = useText(words);
  const rows = check.violations.map((violation, index) => ({ violation, number: index + 1 }));
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { head: '#', kind: 'number', cell: ({ number }) => number },
    { head: text.violation, kind: 'text', cell: ({ violation }) => <span lang="en">{violation}</span> },
  ];
  const label = text.violations(check.check);
  return (
    <>
      <h3>{label}</h3>
      <DataTable label={label} columns={columns} rows={rows} most={20} keyOf={({ number }) => String(number)} />
    </>
  );
}
