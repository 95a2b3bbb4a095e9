/** The page within a report's file: one run, no lab, no network. */
import type { Messages } from '@temblor/view/context/language.tsx';
import { useText } from '@temblor/view/context/language.tsx';
import type { InlinedReport } from '../inlined-report.ts';
import { RunViews } from '../pages/run/run-views.tsx';
import { Guarded } from './guarded.tsx';
import { Page } from './page.tsx';
import { Shell } from './shell.tsx';

const en = {
  title: 'A damaged report',
  damaged:
    'This file holds no whole report. Save it anew from the page of the run, or take it from the folder of the run.',
};
const es: typeof en = {
  title: 'Un informe dañado',
  damaged:
    'Este archivo no contiene un informe completo. Guárdelo de nuevo desde la página de la ejecución, o tómelo de la carpeta de la ejecución.',
};
const words = { en, es } satisfies Messages<typeof en>;

/** @param props.inlined what the file carries. */
export function ReportApp({ inlined }: { readonly inlined: Exclude<InlinedReport, { kind: 'none' }> }) {
  return (
    <Shell>
      {inlined.kind === 'damaged' ? (
        <DamagedReport />
      ) : (
        <Page title={inlined.report.experiment_info.run}>
          <Guarded>
            <RunViews report={inlined.report} store={inlined.store} isWhole />
          </Guarded>
        </Page>
      )}
    </Shell>
  );
}

function DamagedReport() {
  const text = useText(words);
  return (
    <Page title={text.title}>
      <p role="alert" className="problem">
        {text.damaged}
      </p>
    </Page>
  );
}
