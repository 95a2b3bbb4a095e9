/** The faults of a system at the cursor: those that act, with what was seen of them, and those that are over. */
import './faults.css';
import { useId } from 'react';
import { useSystem } from '../context/journal.tsx';
import { useText } from '../context/language.tsx';
import { ActingFault } from './acting-fault.tsx';
import { ActionMessage } from './action-message.tsx';
import type { FaultActions } from './fault-actions.ts';
import { faultListWords } from './fault-list-words.ts';
import { PastFaults } from './past-faults.tsx';
import { useAction } from './use-action.ts';
import { useNowUs } from './use-now-us.ts';

interface FaultListProps {
  readonly system: string;
  /** Null in a report, where nothing can be healed any more. */
  readonly actions: FaultActions | null;
}

/** Faults that are over and shown. */
const shownPast = 20;

/** The newest stands first. */
export function FaultList({ system: id, actions }: FaultListProps) {
  const words = useText(faultListWords);
  const heading = useId();
  const { faults } = useSystem(id);
  const [action, start] = useAction();
  const acting = faults.filter(({ lifted }) => lifted === null).toReversed();
  const past = faults
    .filter(({ lifted }) => lifted !== null)
    .toSorted((left, right) => (right.lifted?.atUs ?? 0) - (left.lifted?.atUs ?? 0))
    .slice(0, shownPast);
  const nowUs = useNowUs(acting.length > 0);
  const isPending = action.kind === 'pending';
  return (
    <section className="card fault-list" aria-labelledby={heading}>
      <div className="card-head">
        <h2 id={heading}>{words.heading}</h2>
        {actions !== null && (
          <button
            type="button"
            className="button small"
            disabled={isPending || acting.length === 0}
            onClick={() => start(words.healingAll, () => actions.healAll())}
          >
            {words.healAll}
          </button>
        )}
      </div>
      {acting.length === 0 ? (
        <p className="soft">{words.none}</p>
      ) : (
        <ul aria-label={words.acting}>
          {acting.map((fault) => (
            <ActingFault
              key={fault.fault}
              fault={fault}
              nowUs={nowUs}
              disabled={isPending}
              onHeal={
                actions === null
                  ? null
                  : () => start(words.healing(fault.kind, fault.target), () => actions.heal(fault.fault))
              }
            />
          ))}
        </ul>
      )}
      {actions !== null && <ActionMessage state={action} />}
      {past.length > 0 && <PastFaults faults={past} />}
    </section>
  );
}
