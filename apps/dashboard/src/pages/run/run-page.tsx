/** The page of a finished run, from the lab's folder. */
import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { useAction } from '@temblor/view/faults/use-action';
import { ActionNotice } from '../../app/action-notice.tsx';
import { Page } from '../../app/page.tsx';
import { useLab } from '../../live/lab-context.tsx';
import { addressOf } from '../../routing/routes.ts';
import { RunViews } from './run-views.tsx';
import { runWords } from './run-words.ts';
import { useRun } from './use-run.ts';

export function RunPage({ run }: { readonly run: string }) {
  const text = useText(runWords);
  const { language } = useLanguage();
  const { store, loaded } = useRun(run);
  return (
    <Page title={run} beside={loaded.kind === 'loaded' && <SaveReport run={run} />}>
      {loaded.kind === 'loading' && <p className="soft">{text.loading}</p>}
      {loaded.kind === 'under-way' && (
        <p className="card">
          <span>
            {text.underWay} <a href={addressOf({ kind: 'running', system: loaded.on })}>{text.watch}</a>
          </span>
        </p>
      )}
      {loaded.kind === 'failed' && (
        <section className="card">
          <p role="alert" className="problem">
            {text.problem} <span lang="en">{loaded.problem}</span>
          </p>
          <p>
            <a href={addressOf({ kind: 'experiments' })}>{text.all}</a>
          </p>
        </section>
      )}
      {loaded.kind === 'loaded' && (
        <>
          {loaded.journal.kind === 'coming' && (
            <p className="soft">{text.journal(loaded.journal.events.toLocaleString(language))}</p>
          )}
          {loaded.journal.kind === 'failed' && (
            <p role="alert" className="problem" lang="en">
              {loaded.journal.problem}
            </p>
          )}
          <RunViews report={loaded.report} store={store} isWhole={loaded.journal.kind === 'whole'} />
        </>
      )}
    </Page>
  );
}

/** The report as a file that needs no lab. A link could not carry the token. */
function SaveReport({ run }: { readonly run: string }) {
  const text = useText(runWords);
  const { api } = useLab();
  const [action, start] = useAction();
  const save = async () => {
    const url = URL.createObjectURL(await api.reportFile(run));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${run}.html`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };
  return (
    <div className="row live-buttons screen-only">
      <button
        type="button"
        className="button"
        disabled={action.kind === 'pending'}
        onClick={() => start(text.saving, save)}
      >
        {text.save}
      </button>
      <ActionNotice state={action} />
    </div>
  );
}
