/** The phases of a run with their figures, one row a phase. */
import type { PhaseResult, Report } from '@temblor/lab/report/report-schema';
import { Declared } from '../context/declared.tsx';
import type { Messages } from '../context/language.tsx';
import { useText } from '../context/language.tsx';
import type { Column } from './data-table.tsx';
import { DataTable } from './data-table.tsx';
import { LoadCaution } from './load-caution.tsx';
import { ReportSection } from './report-section.tsx';
import { useNumbers } from './use-numbers.ts';
import { VerdictTag } from './verdict-tag.tsx';

const en = {
  title: 'Phases',
  note: 'Latencies are counted from the moment at which a request was meant to be sent.',
  medians: 'TTD and TTR of several repeats are medians.',
  phase: 'phase',
  mean: 'mean ms',
  success: 'success %',
  samples: 'operations',
  verdict: 'verdict',
  none: 'The run has no phases.',
  open: 'Not completed',
};
const es: typeof en = {
  title: 'Fases',
  note: 'Las latencias se cuentan desde el momento en que debía enviarse cada petición.',
  medians: 'TTD y TTR de varias repeticiones son medianas.',
  phase: 'fase',
  mean: 'media ms',
  success: 'éxito %',
  samples: 'operaciones',
  verdict: 'veredicto',
  none: 'La ejecución no tiene fases.',
  open: 'Sin completar',
};
const words = { en, es } satisfies Messages<typeof en>;

/** Every phase over all of its repeats, its verdict first, which is then seen on a phone, too; and below the table why one was not completed. */
export function PhaseTable(props: {
  readonly report: Report;
  /** Whether anybody was to detect anything. */
  readonly isTimed: boolean;
}) {
  const { report, isTimed } = props;
  const { results } = report;
  const text = useText(words);
  const { count, ms, percent, rate } = useNumbers();
  const times: readonly Column<PhaseResult>[] = [
    { head: 'TTD ms', kind: 'number', cell: ({ ttd_ms }) => ms(ttd_ms) },
    { head: 'TTR ms', kind: 'number', cell: ({ ttr_ms }) => ms(ttr_ms) },
  ];
  const columns: readonly Column<PhaseResult>[] = [
    { head: text.phase, kind: 'name', cell: ({ phase }) => <Declared text={phase} /> },
    { head: text.verdict, kind: 'word', cell: ({ verdict }) => <VerdictTag verdict={verdict} /> },
    ...(isTimed ? times : []),
    { head: 'rps', kind: 'number', cell: ({ load_test_result: load }) => rate(load.rps) },
    { head: text.mean, kind: 'number', cell: ({ load_test_result: load }) => ms(load.avg_latency_ms) },
    { head: 'p50 ms', kind: 'number', cell: ({ load_test_result: load }) => ms(load.p50_latency_ms) },
    { head: 'p95 ms', kind: 'number', cell: ({ load_test_result: load }) => ms(load.p95_latency_ms) },
    { head: 'p99 ms', kind: 'number', cell: ({ load_test_result: load }) => ms(load.p99_latency_ms) },
    { head: text.success, kind: 'number', cell: ({ load_test_result: load }) => percent(load.success_rate) },
    { head: text.samples, kind: 'number', cell: ({ load_test_result: load }) => count(load.samples) },
  ];
  const open = results.filter(({ completed }) => !completed);
  return (
    <ReportSection title={text.title} note={isTimed ? `${text.note} ${text.medians}` : text.note}>
      <LoadCaution load={report.load} />
      {results.length === 0 ? (
        <p>{text.none}</p>
      ) : (
        <DataTable label={text.title} columns={columns} rows={results} keyOf={({ phase }) => phase} />
      )}
      {open.map(({ phase, detail }) => (
        <p key={phase} className="report-note soft">
          {text.open}:{' '}
          <strong>
            <Declared text={phase} />
          </strong>{' '}
          – <Declared text={detail} />
        </p>
      ))}
    </ReportSection>
  );
}
