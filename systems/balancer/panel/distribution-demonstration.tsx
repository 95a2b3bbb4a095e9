import { useText } from '@temblor/view/context/language.tsx';
import { ActionMessage } from '@temblor/view/faults/action-message.tsx';
import { useAction } from '@temblor/view/faults/use-action';
import type { PanelCommands } from '@temblor/view/panel/panel-commands';
import { useState } from 'react';
import type { BalancerState } from './balancer-state.ts';
import { Demonstration } from './demonstration.tsx';
import { demonstrationWords } from './demonstration-words.ts';
import type { Answerer } from './read-answers.ts';
import { expectSuccess, readAnswerer } from './read-answers.ts';

interface DistributionDemonstrationProps {
  readonly state: BalancerState;
  readonly commands: PanelCommands;
  readonly disabled: boolean;
}

const asks = 9;
const inTurns = 'round-robin';

/** Nine requests, one after the other, and who answered each. */
export function DistributionDemonstration({ state, commands, disabled }: DistributionDemonstrationProps) {
  const words = useText(demonstrationWords);
  const [action, start] = useAction();
  const [asked, setAsked] = useState<{ readonly strategy: string; readonly by: readonly Answerer[] } | null>(null);
  const { strategy } = state;
  const isDisabled = disabled || action.kind === 'pending' || strategy === null;
  const ask = (wanted: string) =>
    start(words.asking, async () => {
      if (wanted !== strategy) expectSuccess(await commands.act('strategy', { strategy: wanted }));
      for (let by: readonly Answerer[] = []; by.length < asks; ) {
        by = [...by, readAnswerer(await commands.act('whoami'))];
        setAsked({ strategy: wanted, by });
      }
    });
  return (
    <Demonstration title={words.distribution} hint={words.distributionHint}>
      <div className="row">
        <button type="button" className="button" disabled={isDisabled} onClick={() => ask(inTurns)}>
          {words.inTurns}
        </button>
        {strategy !== null && strategy !== inTurns && (
          <button type="button" className="button" disabled={isDisabled} onClick={() => ask(strategy)}>
            {words.asItIs(strategy)}
          </button>
        )}
      </div>
      {asked !== null && (
        <ol className="balancer-answers" aria-label={words.answeredBy(asked.strategy)}>
          {asked.by.map(({ instance, port }, index) => (
            <li key={`${index + 1}`}>
              <strong>{port}</strong> <span className="balancer-soft">{instance}</span>
            </li>
          ))}
        </ol>
      )}
      <ActionMessage state={action} />
    </Demonstration>
  );
}
