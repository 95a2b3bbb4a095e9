/** Time to detect and time to recover: over the repeats, and every repeat as a point. */
import type { PhaseResult } from '@temblor/lab/report/report-schema';
import { Declared } from '../context/declared.tsx';
import type { Messages } from '../context/language.tsx';
import { useText } from '../context/language.tsx';
import type { Column } from './data-table.tsx';
import { DataTable } from './data-table.tsx';
import { ReportSection } from './report-section.tsx';
import { SpreadFigure } from './spread-figure.tsx';
import { StripChart } from './strip-chart.tsx';
import { useNumbers } from './use-numbers.ts';

const en = {
  title: 'Time to detect and to recover',
  untimed: 'Under the faults',
  note: 'TTD: from the moment at which the fault took effect (an intermittent one: from arming) to OFF. TTR: from the lifting of the fault (of a crash: the end of its hold) to ON. In ms; of several repeats median / p95 / worst, by nearest rank.',
  untimedNote:
    'No TTD and no TTR: of these faults no detector is to tell, so nobody is put OFF and taken back. What clients saw is in ms; of several repeats median / p95 / worst, by nearest rank.',
  phase: 'phase',
  repeats: 'repeats',
  suspicion: 'first suspicion',
  clients: 'TTR as clients saw it',
  success: 'success % under fault',
  p95: 'p95 ms under fault',
  missing: 'Not measured',
};
const es: typeof en = {
  title: 'Tiempo hasta detectar y hasta recuperarse',
  untimed: 'Bajo los fallos',
  note: 'TTD: desde que el fallo tuvo efecto (uno intermitente: desde que se armó) hasta OFF. TTR: desde que el fallo se retiró (de una caída: el fin de su espera) hasta ON. En ms; de varias repeticiones mediana / p95 / peor, por rango más cercano.',
  untimedNote:
    'Ni TTD ni TTR: de estos fallos no debe informar ningún detector, así que nadie pasa a OFF ni se readmite. Lo que vieron los clientes está en ms; de varias repeticiones mediana / p95 / peor, por rango más cercano.',
  phase: 'fase',
  repeats: 'repeticiones',
  suspicion: 'primera sospecha',
  clients: 'TTR visto por los clientes',
  success: 'éxito % bajo el fallo',
  p95: 'p95 ms bajo el fallo',
  missing: 'Sin medir',
};
const words = { en, es } satisfies Messages<typeof en>;

/** Nothing where no phase had a fault. */
export function TimeSection(props: {
  readonly results: readonly PhaseResult[];
  /** Whether anybody was to detect anything; if not, only what clients saw is shown. */
  readonly isTimed: boolean;
}) {
  const { results, isTimed } = props;
  const text = useText(words);
  const { count, ms, percent } = useNumbers();
  const faulty = results.filter(({ under_fault }) => under_fault !== null);
  if (faulty.length === 0) return null;
  const times: readonly Column<PhaseResult>[] = [
    { head: 'TTD', kind: 'number', cell: ({ ttd }) => <SpreadFigure spread={ttd} /> },
    { head: text.suspicion, kind: 'number', cell: (row) => <SpreadFigure spread={row.first_suspicion} /> },
    { head: 'TTR', kind: 'number', cell: ({ ttr }) => <SpreadFigure spread={ttr} /> },
  ];
  const title = isTimed ? text.title : text.untimed;
  const columns: readonly Column<PhaseResult>[] = [
    { head: text.phase, kind: 'name', cell: ({ phase }) => <Declared text={phase} /> },
    { head: text.repeats, kind: 'number', cell: ({ ttd }) => count(ttd.values.length) },
    ...(isTimed ? times : []),
    { head: text.clients, kind: 'number', cell: ({ client_ttr }) => <SpreadFigure spread={client_ttr} /> },
    { head: text.success, kind: 'number', cell: ({ under_fault }) => percent(under_fault?.success_rate ?? null) },
    { head: text.p95, kind: 'number', cell: ({ under_fault }) => ms(under_fault?.p95_latency_ms ?? null) },
  ];
  return (
    <ReportSection title={title} note={isTimed ? text.note : text.untimedNote}>
      {isTimed && (
        <div className="report-pair report-charts">
          <StripChart results={faulty} figure="ttd" />
          <StripChart results={faulty} figure="ttr" />
        </div>
      )}
      <DataTable label={title} columns={columns} rows={faulty} keyOf={({ phase }) => phase} />
      <Absences results={faulty} isTimed={isTimed} />
    </ReportSection>
  );
}

/** Why a time is a dash: a title alone would not be reached by touch or keyboard. */
function Absences({ results, isTimed }: { readonly results: readonly PhaseResult[]; readonly isTimed: boolean }) {
  const text = useText(words);
  const missing = results.flatMap(({ phase, ttd, ttr, client_ttr: clients }) =>
    [
      ...(isTimed ? [{ figure: 'TTD', spread: ttd }] : []),
      ...(isTimed ? [{ figure: 'TTR', spread: ttr }] : []),
      { figure: text.clients, spread: clients },
    ].flatMap(({ figure, spread }) => (spread.count > 0 ? [] : [{ phase, figure, reason: spread.reason ?? '' }])),
  );
  if (missing.length === 0) return null;
  return (
    <ul className="report-list soft">
      {missing.map(({ phase, figure, reason }) => (
        <li key={`${phase} ${figure}`}>
          {text.missing}: <Declared text={phase} />, {figure} – <Declared text={reason} />
        </li>
      ))}
    </ul>
  );
}
