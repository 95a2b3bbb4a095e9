/** The detectors side by side: how soon each spoke, and how often for nothing. */
import type { Report, ReportSpread } from '@temblor/lab/report/report-schema';
import { useDeclared } from '../context/declared.tsx';
import type { Messages } from '../context/language.tsx';
import { useText } from '../context/language.tsx';
import type { Column } from './data-table.tsx';
import { DataTable } from './data-table.tsx';
import { ReportSection } from './report-section.tsx';
import { SpreadFigure } from './spread-figure.tsx';
import { useNumbers } from './use-numbers.ts';

type Detector = Report['detectors'][number];

const en = {
  title: 'Detectors',
  note: 'Each detector’s first word after the fault took effect, whether or not it was the one that decided; in ms, of several repeats median / p95 / worst.',
  detector: 'detector',
  alarms: 'false alarms',
  perMinute: 'false alarms / min',
  suspicions: 'false suspicions',
};
const es: typeof en = {
  title: 'Detectores',
  note: 'La primera palabra de cada detector después de que el fallo tuvo efecto, fuera o no el que decidió; en ms, de varias repeticiones mediana / p95 / peor.',
  detector: 'detector',
  alarms: 'falsas alarmas',
  perMinute: 'falsas alarmas / min',
  suspicions: 'falsas sospechas',
};
const words = { en, es } satisfies Messages<typeof en>;

/** One row a detector, one column a phase; nothing where no detector spoke. */
export function DetectorTable({ report }: { readonly report: Report }) {
  const text = useText(words);
  const tell = useDeclared();
  const { count, rate } = useNumbers();
  const { detectors, results } = report;
  if (detectors.length === 0) return null;
  const spoken = new Set(detectors.flatMap(({ ttd }) => Object.keys(ttd)));
  const phases = results.map(({ phase }) => phase).filter((phase) => spoken.has(phase));
  const columns: readonly Column<Detector>[] = [
    { head: text.detector, kind: 'name', cell: ({ detector }) => detector },
    ...phases.map((phase) => phaseColumn(phase, tell(phase))),
    { head: text.alarms, kind: 'number', cell: (row) => count(row.false_alarms) },
    { head: text.perMinute, kind: 'number', cell: (row) => rate(row.false_alarms_per_minute) },
    { head: text.suspicions, kind: 'number', cell: (row) => count(row.false_suspicions) },
  ];
  return (
    <ReportSection title={text.title} note={text.note}>
      <DataTable label={text.title} columns={columns} rows={detectors} keyOf={({ detector }) => detector} />
    </ReportSection>
  );
}

const silent: ReportSpread = { count: 0, median: null, p95: null, worst: null, values: [], reason: null };

function phaseColumn(phase: string, head: string): Column<Detector> {
  return {
    head,
    kind: 'number',
    cell: ({ ttd }) => <SpreadFigure spread={(Object.hasOwn(ttd, phase) ? ttd[phase] : undefined) ?? silent} />,
  };
}
