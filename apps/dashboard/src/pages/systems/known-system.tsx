/** A system that the lab can start. */
import type { SystemSummary } from '@temblor/control/api/schemas';
import { Declared } from '@temblor/view/context/declared.tsx';
import { useText } from '@temblor/view/context/language.tsx';
import { useAction } from '@temblor/view/faults/use-action';
import { ActionNotice } from '../../app/action-notice.tsx';
import { useLab } from '../../live/lab-context.tsx';
import { freeId } from '../start-progress.ts';
import { systemsWords } from './systems-words.ts';

/** @param props.taken the ids of what runs. */
export function KnownSystem({ system, taken }: { readonly system: SystemSummary; readonly taken: readonly string[] }) {
  const text = useText(systemsWords);
  const { api } = useLab();
  const [action, start] = useAction();
  const id = freeId(system.name, taken);
  const isFirst = id === system.name;
  const titleId = `known-${system.name}`;
  return (
    <article className="card" aria-labelledby={titleId}>
      <h3 id={titleId}>{system.name}</h3>
      <p>
        <strong>
          <Declared text={system.title} />.
        </strong>{' '}
        <Declared text={system.description} />
      </p>
      <dl className="systems-parts">
        <dt>{text.services}</dt>
        <dd>
          {system.services.map(({ name, replicas }) => (replicas === 1 ? name : `${name} × ${replicas}`)).join(', ')}
        </dd>
        {system.stores.length > 0 && (
          <>
            <dt>{text.stores}</dt>
            <dd>{system.stores.join(', ')}</dd>
          </>
        )}
        <dt>{text.experiments}</dt>
        <dd>
          {system.experiments.map(({ name, title }, place) => (
            <span key={name}>
              {place > 0 && ', '}
              {name} (<Declared text={title} />)
            </span>
          ))}
        </dd>
      </dl>
      <div className="row">
        <button
          type="button"
          className={isFirst ? 'button primary' : 'button'}
          disabled={action.kind === 'pending'}
          onClick={() =>
            start(text.starting(id), async () => {
              await api.start({ system: system.name, id, ports: isFirst ? 'preferred' : 'auto' });
            })
          }
        >
          {isFirst ? text.start : text.startBeside}
        </button>
      </div>
      <ActionNotice state={action} />
    </article>
  );
}
