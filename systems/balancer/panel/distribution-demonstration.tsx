import { useMomentUs } from '@temblor/view/context/journal.tsx';
import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatNumber } from '@temblor/view/events/figures';
import { ActionMessage } from '@temblor/view/faults/action-message.tsx';
import { useAction } from '@temblor/view/faults/use-action';
import type { PanelCommands } from '@temblor/view/panel/panel-commands';
import { useState } from 'react';
import type { BalancerState } from './balancer-state.ts';
import { Demonstration } from './demonstration.tsx';
import { demonstrationWords } from './demonstration-words.ts';
import type { Answerer } from './read-answers.ts';
import { expectSuccess, readAnswerer } from './read-answers.ts';
import type { TurnBreaker } from './turn-story.ts';
import { areInTurns, readTurnBreakers } from './turn-story.ts';

interface DistributionDemonstrationProps {
  readonly state: BalancerState;
  readonly commands: PanelCommands;
  readonly disabled: boolean;
}

interface Asked {
  readonly strategy: string;
  readonly by: readonly Answerer[];
  /** By the journal. */
  readonly fromUs: number;
}

const asks = 9;
const inTurns = 'round-robin';
/** So much older than the click the newest event on the page may be, and so long the asking takes. */
const journalLateUs = 1_500_000;

/** Nine requests, one after the other, and who answered each. The strategy from before is put back, whatever happens. */
export function DistributionDemonstration({ state, commands, disabled }: DistributionDemonstrationProps) {
  const words = useText(demonstrationWords);
  const [action, start] = useAction();
  const [asked, setAsked] = useState<Asked | null>(null);
  /** What was used when the asking began, which is what is used again after it. */
  const [kept, setKept] = useState<string | null>(null);
  const fromUs = useMomentUs();
  const isAsking = action.kind === 'pending';
  const strategy = isAsking ? kept : state.strategy;
  const isDisabled = disabled || isAsking || strategy === null;
  const ask = (wanted: string) =>
    start(words.asking, async () => {
      setKept(strategy);
      if (wanted !== strategy) expectSuccess(await commands.act('strategy', { strategy: wanted }));
      try {
        for (let by: readonly Answerer[] = []; by.length < asks; ) {
          by = [...by, readAnswerer(await commands.act('whoami'))];
          setAsked({ strategy: wanted, by, fromUs });
        }
      } finally {
        if (wanted !== strategy) expectSuccess(await commands.act('strategy', { strategy }));
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
      {asked !== null && asked.by.length === asks && <TurnStory asked={asked} state={state} />}
      <ActionMessage state={action} />
    </Demonstration>
  );
}

/** Whether they came in turns, where they should have, and what may have kept them from it. */
function TurnStory({ asked, state }: { readonly asked: Asked; readonly state: BalancerState }) {
  const words = useText(demonstrationWords);
  const { language } = useLanguage();
  if (asked.strategy !== inTurns) return <p className="balancer-soft">{words.noTurns(asked.strategy)}</p>;
  if (areInTurns(asked.by)) return <p className="balancer-soft">{words.cameInTurns}</p>;
  const span = { fromUs: asked.fromUs, untilUs: asked.fromUs + journalLateUs };
  const breakers = readTurnBreakers(state.windows, span, asked.by.length);
  const count = (value: number) => formatNumber(value, language);
  const reasonOf = (breaker: TurnBreaker): string => {
    switch (breaker.kind) {
      case 'slow-start':
      case 'out':
      case 'draining':
        return words.turnStates[breaker.kind](breaker.replicas.join(', '));
      case 'weights':
        return words.turnWeights;
      case 'repeated':
        return words.turnRepeated(count(breaker.hedges), count(breaker.retries));
      case 'others':
        return words.turnOthers(count(breaker.requests));
      default:
        return breaker satisfies never;
    }
  };
  return (
    <>
      <p>{breakers.length === 0 ? words.notInTurnsUnknown : words.notInTurns}</p>
      {breakers.length > 0 && (
        <ul className="balancer-story">
          {breakers.map((breaker) => (
            <li key={breaker.kind}>{reasonOf(breaker)}</li>
          ))}
        </ul>
      )}
    </>
  );
}
