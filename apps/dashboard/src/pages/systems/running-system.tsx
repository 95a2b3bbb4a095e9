/** A system that runs, in the list of systems. */

import { Declared } from '@temblor/view/context/declared.tsx';
import { useSystem } from '@temblor/view/context/journal.tsx';
import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { useAction } from '@temblor/view/faults/use-action';
import { ActionNotice } from '../../app/action-notice.tsx';
import { useLab } from '../../live/lab-context.tsx';
import { addressOf } from '../../routing/routes.ts';
import { SystemState } from '../system-state.tsx';
import { systemsWords } from './systems-words.ts';

/** @param props.isListed whether the lab says that it is up. One that is not, and has stopped, is not shown. */
export function RunningSystem({ id, isListed }: { readonly id: string; readonly isListed: boolean }) {
  const text = useText(systemsWords);
  const { language } = useLanguage();
  const { api } = useLab();
  const system = useSystem(id);
  const [action, start] = useAction();
  if (system.phase === 'stopped' && !isListed) return null;
  const acting = system.faults.filter(({ lifted }) => lifted === null).length;
  const { loadRatePerSecond, run } = system;
  const isBusy = action.kind === 'pending' || system.phase !== 'running';
  const titleId = `running-${id}`;
  return (
    <article className="card systems-running" aria-labelledby={titleId}>
      <div className="card-head">
        <h3 id={titleId}>{id}</h3>
        <SystemState system={system} />
      </div>
      <p>
        <Declared text={system.title} />
      </p>
      <p className="soft systems-facts">
        {loadRatePerSecond !== null && <span>{text.load(loadRatePerSecond.toLocaleString(language))}</span>}
        {acting > 0 && <span className="tag fault">⚡ {text.faults(acting)}</span>}
        {run !== null && !run.ended && <span>{text.run(run.run)}</span>}
      </p>
      <div className="row">
        <a className="button primary button-link" href={addressOf({ kind: 'running', system: id })}>
          {text.open(id)}
        </a>
        <button
          type="button"
          className="button"
          disabled={isBusy}
          onClick={() => start(text.restarting(id), async () => void (await api.restart(id)))}
        >
          {text.restart}
        </button>
        <button
          type="button"
          className="button danger"
          disabled={action.kind === 'pending' || system.phase === 'stopping'}
          onClick={() => start(text.stopping(id), async () => void (await api.stop(id)))}
        >
          {text.stop}
        </button>
      </div>
      <ActionNotice state={action} />
    </article>
  );
}
