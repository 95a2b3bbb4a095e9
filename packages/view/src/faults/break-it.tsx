/** Breaking a system on purpose: every fault that its catalogue offers, where it can act. */
import './faults.css';
import type { FaultDescription } from '@temblor/lab/faults/catalogue';
import { useId, useState } from 'react';
import { useSystemNow } from '../context/journal.tsx';
import { useText } from '../context/language.tsx';
import { useTimeView } from '../context/time-view.tsx';
import { ActionMessage } from './action-message.tsx';
import { AimField } from './aim-field.tsx';
import { breakItWords } from './break-it-words.ts';
import type { FaultActions } from './fault-actions.ts';
import { FaultForm } from './fault-form.tsx';
import type { Aim } from './fault-offers.ts';
import { aimOf, aimsOf, faultsFor } from './fault-offers.ts';
import { QuickFaults } from './quick-faults.tsx';
import { useAction } from './use-action.ts';

interface BreakItProps {
  readonly system: string;
  readonly catalogue: readonly FaultDescription[];
  readonly actions: FaultActions;
  /** The id of the place that is selected elsewhere: it is where the next fault shall act. */
  readonly selected: string | null;
}

/** It acts on the system as it is now, wherever the cursor is. Selecting a place elsewhere presets it here; what is chosen here holds until another place is selected. */
export function BreakIt({ system: id, catalogue, actions, selected }: BreakItProps) {
  const words = useText(breakItWords);
  const heading = useId();
  const { topology, phase } = useSystemNow(id);
  const { cursor } = useTimeView();
  const [action, start] = useAction();
  const [choice, setChoice] = useState<{ aim: Aim | null; selected: string | null }>({ aim: null, selected: null });
  const preset = choice.selected === selected ? choice.aim : (aimOf(topology, selected) ?? choice.aim);
  const possible = Object.values(aimsOf(catalogue, topology)).flat();
  const aim = preset ?? possible[0] ?? null;
  const offered = aim === null ? [] : faultsFor(catalogue, topology, aim);
  const isPending = action.kind === 'pending';
  const isOver = phase === 'stopped' || phase === 'stopping';
  return (
    <section className="card break-it" aria-labelledby={heading}>
      <h2 id={heading}>{words.heading}</h2>
      {cursor.kind === 'at' && <p className="soft">{words.earlier}</p>}
      {isOver || aim === null ? (
        <p className="soft">{isOver || topology.instances.length === 0 ? words.notRunning : words.nothingOffered}</p>
      ) : (
        <>
          <AimField {...{ catalogue, topology, aim }} onChange={(chosen) => setChoice({ aim: chosen, selected })} />
          {aim.kind === 'instance' && (
            <QuickFaults instance={aim.id} disabled={isPending} {...{ offered, actions, start }} />
          )}
          <FaultForm
            {...{ offered, aim, topology }}
            disabled={isPending}
            onWish={(wish) => start(words.injecting(wish), () => actions.inject(wish))}
          />
        </>
      )}
      <ActionMessage state={action} />
    </section>
  );
}
