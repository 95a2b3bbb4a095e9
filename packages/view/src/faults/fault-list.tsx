/** The faults of a system: those that act, with what was seen of them, and those that are over. */
import './faults.css';
import { useId } from 'react';
import { useSystem, useSystemNow } from '../context/journal.tsx';
import { useText } from '../context/language.tsx';
import { useTimeView } from '../context/time-view.tsx';
import type { FaultModel } from '../model/system-model.ts';
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

/** The newest stands first. What can be healed is what acts now, also where the page shows an earlier moment. */
export function FaultList({ system: id, actions }: FaultListProps) {
  const words = useText(faultListWords);
  const heading = useId();
  const { faults } = useSystem(id);
  const isPast = useTimeView().cursor.kind === 'at';
  const past = faults
    .filter(({ lifted }) => lifted !== null)
    .toSorted((left, right) => (right.lifted?.atUs ?? 0) - (left.lifted?.atUs ?? 0));
  return (
    <section className="card fault-list" aria-labelledby={heading}>
      {actions === null ? (
        <h2 id={heading}>{words.heading}</h2>
      ) : (
        <Healing system={id} actions={actions} heading={heading} isPast={isPast} />
      )}
      {(actions === null || isPast) && <AtCursor faults={faults} isLive={actions !== null} />}
      {past.length > 0 && <PastFaults faults={past} />}
    </section>
  );
}

interface HealingProps {
  readonly system: string;
  readonly actions: FaultActions;
  /** The id of the card's heading. */
  readonly heading: string;
  readonly isPast: boolean;
}

function Healing({ system, actions, heading, isPast }: HealingProps) {
  const words = useText(faultListWords);
  const [action, start] = useAction();
  const acting = actingOf(useSystemNow(system).faults);
  const nowUs = useNowUs(acting.length > 0, 'present');
  const isPending = action.kind === 'pending';
  return (
    <>
      <div className="card-head">
        <h2 id={heading}>{words.heading}</h2>
        <button
          type="button"
          className="button small"
          disabled={isPending || acting.length === 0}
          onClick={() => start(words.healingAll, () => actions.healAll())}
        >
          {words.healAll}
        </button>
      </div>
      {isPast && <h3>{words.acting}</h3>}
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
              onHeal={() => start(words.healing(fault.kind, fault.target), () => actions.heal(fault.fault))}
            />
          ))}
        </ul>
      )}
      <ActionMessage state={action} />
    </>
  );
}

/** What acted at the cursor: to look at, not to heal. */
function AtCursor({ faults, isLive }: { readonly faults: readonly FaultModel[]; readonly isLive: boolean }) {
  const words = useText(faultListWords);
  const acting = actingOf(faults);
  const nowUs = useNowUs(acting.length > 0);
  return (
    <>
      {isLive && <h3>{words.atCursor}</h3>}
      {acting.length === 0 ? (
        <p className="soft">{words.none}</p>
      ) : (
        <ul aria-label={words.atCursor}>
          {acting.map((fault) => (
            <ActingFault key={fault.fault} fault={fault} nowUs={nowUs} disabled onHeal={null} />
          ))}
        </ul>
      )}
    </>
  );
}

function actingOf(faults: readonly FaultModel[]): readonly FaultModel[] {
  return faults.filter(({ lifted }) => lifted === null).toReversed();
}
