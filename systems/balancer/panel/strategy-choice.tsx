import { useText } from '@temblor/view/context/language.tsx';
import { useState } from 'react';
import { panelWords } from './panel-words.ts';
import { strategyNames } from './strategy-names.ts';

interface StrategyChoiceProps {
  /** What is used; null before the balancer has said it. */
  readonly strategy: string | null;
  readonly disabled: boolean;
  readonly onChoose: (strategy: string) => void;
}

/** Another strategy while requests flow. What is shown as chosen is what the balancer says that it uses. */
export function StrategyChoice({ strategy, disabled, onChoose }: StrategyChoiceProps) {
  const words = useText(panelWords);
  const [wanted, setWanted] = useState<{ readonly instead: string | null; readonly name: string } | null>(null);
  // Until the balancer says that it has changed, the choice is the user's.
  const shown = wanted !== null && wanted.instead === strategy && disabled ? wanted.name : (strategy ?? '');
  const isKnown = strategyNames.some((name) => name === shown);
  return (
    <label className="field balancer-choice">
      {words.choose}
      <select
        value={shown}
        disabled={disabled}
        onChange={({ target }) => {
          setWanted({ instead: strategy, name: target.value });
          onChoose(target.value);
        }}
      >
        {!isKnown && <option value={shown}>{shown === '' ? words.unknown : shown}</option>}
        {strategyNames.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}
