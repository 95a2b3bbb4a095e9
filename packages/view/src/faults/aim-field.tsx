import type { FaultDescription } from '@temblor/lab/faults/catalogue';
import type { SystemTopology } from '@temblor/lab/journal/event';
import { useText } from '../context/language.tsx';
import { breakItWords } from './break-it-words.ts';
import type { Aim } from './fault-offers.ts';
import { aimsOf, readAim, writeAim } from './fault-offers.ts';

interface AimFieldProps {
  readonly catalogue: readonly FaultDescription[];
  readonly topology: SystemTopology;
  readonly aim: Aim;
  readonly onChange: (aim: Aim) => void;
}

/** Where a fault shall act: every place that one can act on. */
export function AimField({ catalogue, topology, aim, onChange }: AimFieldProps) {
  const words = useText(breakItWords);
  const aims = aimsOf(catalogue, topology);
  return (
    <label className="field">
      {words.where}
      <select
        value={writeAim(aim)}
        onChange={(event) => {
          const chosen = readAim(event.target.value);
          if (chosen !== null) onChange(chosen);
        }}
      >
        {(['instance', 'link', 'store', 'groups'] as const)
          .filter((kind) => aims[kind].length > 0)
          .map((kind) => (
            <optgroup key={kind} label={words.aims[kind]}>
              {aims[kind].map((possible) => (
                <option key={writeAim(possible)} value={writeAim(possible)}>
                  {possible.kind === 'groups' ? words.partition : possible.id}
                </option>
              ))}
            </optgroup>
          ))}
      </select>
    </label>
  );
}
