/** What a phase was allowed, what it took; and how good the figures are by the grades of the voting brief. */
import type { PhaseResult, Report, ReportGrade } from '@temblor/lab/report/report-schema';
import { Declared } from '../context/declared.tsx';
import { useText } from '../context/language.tsx';
import type { Column } from './data-table.tsx';
import { DataTable } from './data-table.tsx';
import { words } from './limit-words.ts';
import { ReportSection } from './report-section.tsx';
import { useNumbers } from './use-numbers.ts';
import { StateTag, VerdictTag } from './verdict-tag.tsx';

type Judgement = PhaseResult['limits'][number] & { readonly phase: string };

/** Every limit of every phase; nothing where nothing is limited. */
export function LimitTable({ results }: { readonly results: readonly PhaseResult[] }) {
  const text = useText(words);
  const { figure: write } = useNumbers();
  const judgements: readonly Judgement[] = results.flatMap(({ phase, limits }) =>
    limits.filter(({ outcome }) => outcome !== 'not-limited').map((limit) => ({ phase, ...limit })),
  );
  if (judgements.length === 0) return null;
  const unit = (figure: Judgement['figure']) => (figure === 'success' ? '%' : 'ms');
  const columns: readonly Column<Judgement>[] = [
    { head: text.phase, kind: 'name', cell: ({ phase }) => <Declared text={phase} /> },
    {
      head: text.outcome,
      kind: 'word',
      cell: ({ outcome }) => outcome !== 'not-limited' && <VerdictTag verdict={outcome} />,
    },
    { head: text.figure, kind: 'text', cell: ({ figure }) => text.limited[figure] },
    {
      head: text.limit,
      kind: 'number',
      cell: ({ figure, limit }) => `${figure === 'success' ? '>' : '<'} ${write(limit, unit(figure), limit)}`,
    },
    {
      head: text.measured,
      kind: 'number',
      cell: ({ figure, value, limit }) => write(value, unit(figure), limit),
    },
  ];
  return (
    <ReportSection title={text.limits} note={text.limitNote}>
      <DataTable
        label={text.limits}
        columns={columns}
        rows={judgements}
        keyOf={({ phase, figure }) => `${phase} ${figure}`}
      />
    </ReportSection>
  );
}

const grades = {
  good: { tone: 'good', sign: '✓' },
  acceptable: { tone: 'idle', sign: '○' },
  poor: { tone: 'warn', sign: '!' },
  critical: { tone: 'bad', sign: '✕' },
} as const;

/** Every graded figure, or why it has no grade. */
export function GradeTable({ report }: { readonly report: Report }) {
  const text = useText(words);
  const { figure } = useNumbers();
  const columns: readonly Column<ReportGrade>[] = [
    { head: text.figure, kind: 'name', cell: (row) => text.graded.get(row.label) ?? row.label },
    { head: text.value, kind: 'number', cell: ({ value, unit }) => figure(value, unit) },
    {
      head: text.grade,
      kind: 'text',
      cell: ({ grade, reason }) =>
        grade === null ? (
          <span className="soft">
            {text.ungraded}: <Declared text={reason ?? ''} />
          </span>
        ) : (
          <StateTag {...grades[grade]} word={text.grades[grade]} />
        ),
    },
  ];
  return (
    <ReportSection title={text.gradeTitle}>
      <DataTable label={text.gradeTitle} columns={columns} rows={report.grades} keyOf={(row) => row.figure} />
    </ReportSection>
  );
}
