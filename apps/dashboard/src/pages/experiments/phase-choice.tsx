/** Which phases of an experiment are run. */
import { Declared } from '@temblor/view/context/declared.tsx';
import { useText } from '@temblor/view/context/language.tsx';
import { experimentsWords } from './experiments-words.ts';

interface PhaseChoiceProps {
  readonly phases: readonly string[];
  readonly without: ReadonlySet<string>;
  readonly onChange: (without: ReadonlySet<string>) => void;
}

export function PhaseChoice({ phases, without, onChange }: PhaseChoiceProps) {
  const text = useText(experimentsWords);
  const toggle = (phase: string) => onChange(without.symmetricDifference(new Set([phase])));
  return (
    <fieldset className="experiment-phases">
      <legend>{text.phases}</legend>
      {phases.map((phase) => (
        <label key={phase} className="experiment-check">
          <input type="checkbox" checked={!without.has(phase)} onChange={() => toggle(phase)} />
          <span>
            <Declared text={phase} />
          </span>
        </label>
      ))}
      {phases.every((phase) => without.has(phase)) && (
        <p role="alert" className="problem">
          {text.noPhase}
        </p>
      )}
    </fieldset>
  );
}
