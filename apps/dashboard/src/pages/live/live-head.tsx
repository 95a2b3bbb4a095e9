/** What a system is and how it stands now, wherever the cursor is; and what starts and stops it. */

import { Declared } from '@temblor/view/context/declared.tsx';
import { useSystem } from '@temblor/view/context/journal.tsx';
import { useText } from '@temblor/view/context/language.tsx';
import { useAction } from '@temblor/view/faults/use-action';
import { VerdictTag } from '@temblor/view/report/verdict-tag.tsx';
import { ActionNotice } from '../../app/action-notice.tsx';
import { useLab } from '../../live/lab-context.tsx';
import { addressOf } from '../../routing/routes.ts';
import { SystemState } from '../system-state.tsx';
import { liveWords } from './live-words.ts';

export function LiveHead({ id }: { readonly id: string }) {
  const text = useText(liveWords);
  const { api } = useLab();
  const system = useSystem(id);
  const [action, start] = useAction();
  const isBusy = action.kind === 'pending';
  const { run, phase, declaration } = system;
  return (
    <>
      <span className="soft">
        <Declared text={system.title} />
      </span>
      <SystemState system={system} />
      {run?.ended && (
        <span className="row">
          <a href={addressOf({ kind: 'run', run: run.run })}>{text.run(run.experiment)}</a>
          <VerdictTag verdict={run.verdict?.verdict ?? null} />
        </span>
      )}
      <div className="row live-buttons">
        {run !== null && !run.ended && phase === 'running' && (
          <button
            type="button"
            className="button danger"
            disabled={isBusy}
            onClick={() => start(text.aborting, async () => void (await api.abortRun(run.run)))}
          >
            {text.abort}
          </button>
        )}
        {phase === 'stopped' ? (
          <button
            type="button"
            className="button primary"
            disabled={isBusy || declaration === ''}
            onClick={() => start(text.starting, async () => void (await api.start({ system: declaration, id })))}
          >
            {text.start}
          </button>
        ) : (
          <>
            <a className="button button-link" href="#/experiments">
              {text.runExperiment}
            </a>
            <button
              type="button"
              className="button"
              disabled={isBusy || phase !== 'running'}
              onClick={() => start(text.restarting, async () => void (await api.restart(id)))}
            >
              {text.restart}
            </button>
            <button
              type="button"
              className="button danger"
              disabled={isBusy || phase === 'stopping'}
              onClick={() => start(text.stopping, async () => void (await api.stop(id)))}
            >
              {text.stop}
            </button>
          </>
        )}
      </div>
      <ActionNotice state={action} />
    </>
  );
}
