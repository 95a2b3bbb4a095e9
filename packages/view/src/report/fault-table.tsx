/** The faults of a run, and what was seen of each. */
import type { Report } from '@temblor/lab/report/report-schema';
import { Declared } from '../context/declared.tsx';
import type { Language, Messages } from '../context/language.tsx';
import { useLanguage, useText } from '../context/language.tsx';
import { describeParameters } from '../faults/fault-text.ts';
import type { Column } from './data-table.tsx';
import { DataTable } from './data-table.tsx';
import { ReportSection } from './report-section.tsx';
import { useNumbers } from './use-numbers.ts';
import { StateTag } from './verdict-tag.tsx';

const en = {
  title: 'Faults and their evidence',
  phase: 'phase',
  repeat: 'repeat',
  fault: 'fault',
  target: 'on',
  parameters: 'parameters',
  applied: 'applied at',
  lasted: 'lasted',
  evidence: 'evidence',
  found: { confirmed: 'confirmed', 'not-confirmed': 'not confirmed', 'cannot-tell': 'cannot tell' },
};
const es: typeof en = {
  title: 'Fallos inyectados y su evidencia',
  phase: 'fase',
  repeat: 'repetición',
  fault: 'fallo',
  target: 'en',
  parameters: 'parámetros',
  applied: 'aplicado a las',
  lasted: 'duró',
  evidence: 'evidencia',
  found: { confirmed: 'confirmado', 'not-confirmed': 'no confirmado', 'cannot-tell': 'no se puede saber' },
};
const words = { en, es } satisfies Messages<typeof en>;

const looks = {
  confirmed: { tone: 'good', sign: '✓' },
  'not-confirmed': { tone: 'bad', sign: '✕' },
  'cannot-tell': { tone: 'warn', sign: '?' },
} as const;

type Fault = Report['faults'][number] & { readonly place: number };

/** Nothing where no fault was applied. */
export function FaultTable({ faults }: { readonly faults: Report['faults'] }) {
  const text = useText(words);
  const { language } = useLanguage();
  const { count, figure, timeOfDay } = useNumbers();
  if (faults.length === 0) return null;
  const hasParameters = faults.some(({ parameters }) => Object.keys(parameters).length > 0);
  const columns: readonly Column<Fault>[] = [
    { head: text.phase, kind: 'name', cell: ({ phase }) => <Declared text={phase} /> },
    { head: text.repeat, kind: 'number', cell: ({ repeat }) => count(repeat) },
    { head: text.fault, kind: 'word', cell: ({ kind }) => kind },
    { head: text.target, kind: 'text', cell: ({ target }) => target },
    ...(hasParameters ? [parameterColumn(text.parameters, language)] : []),
    { head: text.applied, kind: 'number', cell: (fault) => timeOfDay(fault.applied_at) },
    { head: text.lasted, kind: 'number', cell: (fault) => figure(lengthMs(fault), 'ms') },
    {
      head: text.evidence,
      kind: 'text',
      cell: ({ evidence, evidence_detail: detail }) => (
        <span className="report-evidence">
          <StateTag {...looks[evidence]} word={text.found[evidence]} /> <Declared text={detail} />
        </span>
      ),
    },
  ];
  const rows = faults.map((fault, place) => ({ ...fault, place }));
  return (
    <ReportSection title={text.title}>
      <DataTable label={text.title} columns={columns} rows={rows} most={25} keyOf={({ place }) => String(place)} />
    </ReportSection>
  );
}

function parameterColumn(head: string, language: Language): Column<Fault> {
  return { head, kind: 'text', cell: ({ parameters }) => describeParameters(parameters, language) };
}

/** From application to lifting; null where it was not seen to end. */
function lengthMs({ applied_at: from, lifted_at: to }: Fault): number | null {
  return to === null ? null : Date.parse(to) - Date.parse(from);
}
