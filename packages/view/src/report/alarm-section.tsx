/** Who was put OFF without a fault, or while the fault was aimed at another. */
import type { Report } from '@temblor/lab/report/report-schema';
import { Declared } from '../context/declared.tsx';
import type { Messages } from '../context/language.tsx';
import { useText } from '../context/language.tsx';
import type { Column } from './data-table.tsx';
import { DataTable } from './data-table.tsx';
import { ReportSection } from './report-section.tsx';
import { useNumbers } from './use-numbers.ts';

const en = {
  title: 'False alarms and collateral',
  sum: (count: string, minutes: string) => `False alarms: ${count}, in ${minutes} fault-free minutes.`,
  collateralSum: (count: string) => `Put OFF though the fault was aimed at another: ${count}.`,
  kind: 'what',
  alarm: 'false alarm',
  collateral: 'collateral',
  instance: 'instance',
  at: 'at',
  detector: 'detector',
  reason: 'reason',
};
const es: typeof en = {
  title: 'Falsas alarmas y daños colaterales',
  sum: (count, minutes) => `Falsas alarmas: ${count}, en ${minutes} minutos sin fallos.`,
  collateralSum: (count) => `Puestas en OFF aunque el fallo iba dirigido a otra: ${count}.`,
  kind: 'qué',
  alarm: 'falsa alarma',
  collateral: 'colateral',
  instance: 'instancia',
  at: 'a las',
  detector: 'detector',
  reason: 'motivo',
};
const words = { en, es } satisfies Messages<typeof en>;

type Alarm = Report['false_alarms']['alarms'][number] & { readonly kind: string; readonly place: number };

/** The counts always; the list where there is anything in it. */
export function AlarmSection({ alarms }: { readonly alarms: Report['false_alarms'] }) {
  const text = useText(words);
  const { count, ms, timeOfDay } = useNumbers();
  const rows: readonly Alarm[] = [
    ...alarms.alarms.map((alarm) => ({ ...alarm, kind: text.alarm })),
    ...alarms.collateral.map((alarm) => ({ ...alarm, kind: text.collateral })),
  ].map((alarm, place) => ({ ...alarm, place }));
  const columns: readonly Column<Alarm>[] = [
    { head: text.kind, kind: 'word', cell: ({ kind }) => kind },
    { head: text.instance, kind: 'name', cell: (alarm) => <span className="report-id">{alarm.instance}</span> },
    { head: text.at, kind: 'number', cell: ({ at }) => timeOfDay(at) },
    { head: text.detector, kind: 'word', cell: ({ detector }) => detector },
    { head: text.reason, kind: 'text', cell: ({ reason }) => <Declared text={reason} /> },
  ];
  return (
    <ReportSection title={text.title}>
      <p className="report-note">
        {text.sum(count(alarms.count), ms(alarms.fault_free_minutes))}{' '}
        {text.collateralSum(count(alarms.collateral.length))}
      </p>
      {rows.length > 0 && (
        <DataTable label={text.title} columns={columns} rows={rows} most={25} keyOf={({ place }) => String(place)} />
      )}
    </ReportSection>
  );
}
