import type { FaultDescription } from '@temblor/lab/faults/catalogue';
import { useText } from '../context/language.tsx';
import { breakItWords } from './break-it-words.ts';
import type { FaultActions } from './fault-actions.ts';
import { quickFaults, readForm } from './fault-fields.ts';

interface QuickFaultsProps {
  readonly instance: string;
  /** Those that can act on it. */
  readonly offered: readonly FaultDescription[];
  readonly actions: FaultActions;
  readonly disabled: boolean;
  readonly start: (what: string, act: () => Promise<void>) => void;
}

/** What a demonstration does most, by one click. */
export function QuickFaults({ instance, offered, actions, disabled, start }: QuickFaultsProps) {
  const words = useText(breakItWords);
  return (
    <fieldset className="quick-faults">
      <legend>{words.quick(instance)}</legend>
      <div className="row">
        {quickFaults.map(({ name, kind, seconds, values }) => {
          const fault = offered.find((description) => description.kind === kind);
          if (fault === undefined) return null;
          const aim = { kind: 'instance', id: instance } as const;
          const form = readForm({ fault, aim, seconds: String(seconds), values, sides: {}, language: 'en' });
          if (form.kind === 'problem') return null;
          const inject = () => start(words.injecting(form.wish), () => actions.inject(form.wish));
          return (
            <button key={name} type="button" className="button danger" disabled={disabled} onClick={inject}>
              {words.quickNames[name]}
            </button>
          );
        })}
        <button
          type="button"
          className="button"
          disabled={disabled}
          onClick={() => start(words.restarting(instance), () => actions.restart(instance))}
        >
          {words.restart}
        </button>
      </div>
    </fieldset>
  );
}
