/** What the checkers found in the histories, and whether the steady state held before and after. */
import type { Report } from '@temblor/lab/report/report-schema';
import { Declared } from '../context/declared.tsx';
import type { Messages } from '../context/language.tsx';
import { useText } from '../context/language.tsx';
import { CheckList } from './check-list.tsx';
import { ReportSection } from './report-section.tsx';
import { StateTag } from './verdict-tag.tsx';

const en = {
  title: 'Checks',
  steadyBefore: 'Steady state before the faults',
  steadyAfter: 'Steady state after restoring',
  held: 'held',
  notHeld: 'did not hold',
  notLooked: 'not checked',
};
const es: typeof en = {
  title: 'Comprobaciones',
  steadyBefore: 'Estado estable antes de los fallos',
  steadyAfter: 'Estado estable tras restaurar',
  held: 'se mantuvo',
  notHeld: 'no se mantuvo',
  notLooked: 'no se comprobó',
};
const words = { en, es } satisfies Messages<typeof en>;

/** Steady state first, then every check. */
export function CheckSection({ report }: { readonly report: Report }) {
  const text = useText(words);
  const { before, after } = report.steady_state;
  return (
    <ReportSection title={text.title}>
      <dl className="report-steady">
        <Steady word={text.steadyBefore} checked={before} />
        <Steady word={text.steadyAfter} checked={after} />
      </dl>
      {report.checks.length > 0 && <CheckList checks={report.checks} />}
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
            <span className="soft">
              <Declared text={checked.detail} />
            </span>
          </>
        )}
      </dd>
    </div>
  );
}

const holds = { tone: 'good', sign: '✓' } as const;
const holdsNot = { tone: 'bad', sign: '✕' } as const;
