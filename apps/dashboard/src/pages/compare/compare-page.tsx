/** Two runs side by side. */
import type { Report } from '@temblor/lab/report/report-schema';
import { DeclaredTexts } from '@temblor/view/context/declared.tsx';
import type { Messages } from '@temblor/view/context/language.tsx';
import { useText } from '@temblor/view/context/language.tsx';
import type { Translations } from '@temblor/view/context/translate';
import { ComparisonView } from '@temblor/view/report/comparison-view.tsx';
import { useMemo } from 'react';
import { Page } from '../../app/page.tsx';
import type { Loaded } from '../../live/loader.ts';
import type { Source } from '../../live/use-loaded.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { addressOf } from '../../routing/routes.ts';

const en = {
  title: 'Two runs compared',
  loading: 'Loading the two runs…',
  problem: 'These runs cannot be compared:',
  all: 'All runs',
  left: 'See run A',
  right: 'See run B',
};
const es: typeof en = {
  title: 'Dos ejecuciones comparadas',
  loading: 'Cargando las dos ejecuciones…',
  problem: 'Estas ejecuciones no se pueden comparar:',
  all: 'Todas las ejecuciones',
  left: 'Ver la ejecución A',
  right: 'Ver la ejecución B',
};
const words = { en, es } satisfies Messages<typeof en>;

/** @param props.left the name of the older run, as a rule. */
export function ComparePage(props: { readonly left: string; readonly right: string }) {
  const text = useText(words);
  const loaded = useReports(props.left, props.right);
  return (
    <Page title={text.title}>
      <p className="row">
        <a href={addressOf({ kind: 'experiments' })}>{text.all}</a>
        <a href={addressOf({ kind: 'run', run: props.left })}>{text.left}</a>
        <a href={addressOf({ kind: 'run', run: props.right })}>{text.right}</a>
      </p>
      {loaded.kind === 'loading' && <p className="soft">{text.loading}</p>}
      {loaded.kind === 'failed' && (
        <p role="alert" className="problem">
          {text.problem} <span lang="en">{loaded.problem}</span>
        </p>
      )}
      {loaded.kind === 'ready' && (
        <DeclaredTexts spanish={loaded.value.spanish}>
          <ComparisonView left={loaded.value.left} right={loaded.value.right} />
        </DeclaredTexts>
      )}
    </Page>
  );
}

interface TwoReports {
  readonly left: Report;
  readonly right: Report;
  /** What the lab knows of their systems in Spanish. */
  readonly spanish: Translations;
}

function useReports(left: string, right: string): Loaded<TwoReports> {
  const source = useMemo<Source<TwoReports>>(
    () => ({
      read: async (api, signal) => {
        const [first, second, systems] = await Promise.all([
          api.report(left, signal),
          api.report(right, signal),
          api.systems(signal),
        ]);
        const of = (report: Report) => systems.find(({ name }) => name === report.experiment_info.system)?.spanish;
        return { left: first, right: second, spanish: { ...of(second), ...of(first) } };
      },
      isFinal: () => true,
    }),
    [left, right],
  );
  return useLoaded(source);
}
