/** What only one experiment measures, beside what somebody else says of it. */
import type { Report } from '@temblor/lab/report/report-schema';
import { Declared, useDeclared } from '../context/declared.tsx';
import type { Messages } from '../context/language.tsx';
import { useText } from '../context/language.tsx';
import type { Column } from './data-table.tsx';
import { DataTable } from './data-table.tsx';
import { ReportSection } from './report-section.tsx';
import { useNumbers } from './use-numbers.ts';

const en = { title: 'Measured by this experiment', figure: 'figure', measured: 'measured', compared: 'for comparison' };
const es: typeof en = {
  title: 'Medido por este experimento',
  figure: 'cifra',
  measured: 'medido',
  compared: 'para comparar',
};
const words = { en, es } satisfies Messages<typeof en>;

type Measurement = NonNullable<Report['measurements']>[number];

/** Nothing where there is none. */
export function MeasurementSection({ measurements }: { readonly measurements: readonly Measurement[] }) {
  const text = useText(words);
  const { figure, reference: formatted } = useNumbers();
  const tell = useDeclared();
  if (measurements.length === 0) return null;
  const columns: readonly Column<Measurement>[] = [
    { head: text.figure, kind: 'name', cell: (measurement) => <Declared text={measurement.figure} /> },
    {
      head: text.measured,
      kind: 'number',
      cell: ({ value, unit, value_reason: reason }) =>
        value === null ? (
          <>
            – (<Declared text={reason ?? ''} />)
          </>
        ) : (
          figure(value, unit)
        ),
    },
  ];
  const compared: Column<Measurement> = {
    head: text.compared,
    kind: 'number',
    cell: ({ reference, unit }) =>
      formatted(reference === null ? null : { ...reference, source: tell(reference.source) }, unit),
  };
  const isCompared = measurements.some(({ reference }) => reference !== null);
  return (
    <ReportSection title={text.title}>
      <DataTable
        label={text.title}
        columns={isCompared ? [...columns, compared] : columns}
        rows={measurements}
        most={25}
        keyOf={(row) => row.figure}
      />
    </ReportSection>
  );
}
