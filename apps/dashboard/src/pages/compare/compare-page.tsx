/** Two runs side by side. */
import type { Report } from '@temblor/lab/report/report-schema';
import type { Messages } from '@temblor/view/context/language.tsx';
import { useText } from '@temblor/view/context/language.tsx';
import { ComparisonView } from '@temblor/view/report/comparison-view.tsx';
import { useEffect, useState } from 'react';
import { Page } from '../../app/page.tsx';
import { useLab } from '../../live/lab-context.tsx';
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

type Loaded =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly problem: string }
  | { readonly kind: 'loaded'; readonly left: Report; readonly right: Report };

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
      {loaded.kind === 'loaded' && <ComparisonView left={loaded.left} right={loaded.right} />}
    </Page>
  );
}

function useReports(left: string, right: string): Loaded {
  const { api } = useLab();
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  useEffect(() => {
    let current = true;
    Promise.all([api.report(left), api.report(right)]).then(
      ([first, second]) => {
        if (current) setLoaded({ kind: 'loaded', left: first, right: second });
      },
      (error: unknown) => {
        if (current) setLoaded({ kind: 'failed', problem: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => {
      current = false;
    };
  }, [api, left, right]);
  return loaded;
}
