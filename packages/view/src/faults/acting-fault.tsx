import { useLanguage, useText } from '../context/language.tsx';
import type { FaultModel } from '../model/system-model.ts';
import { Evidence } from './evidence.tsx';
import { faultSentence } from './fault-kind-words.ts';
import { faultListWords } from './fault-list-words.ts';
import { describeParameters, remainingWords } from './fault-text.ts';

interface ActingFaultProps {
  readonly fault: FaultModel;
  readonly nowUs: number;
  readonly disabled: boolean;
  /** Null where nothing can be healed. */
  readonly onHeal: (() => void) | null;
}

/** A fault that acts: what, where, how long still, and whether it was seen to. */
export function ActingFault({ fault, nowUs, disabled, onHeal }: ActingFaultProps) {
  const words = useText(faultListWords);
  const { language } = useLanguage();
  const parameters = describeParameters(fault.parameters, language);
  return (
    <li className="acting-fault">
      <div className="acting-fault-head">
        <span className="tag fault" title={faultSentence(fault.kind, language) ?? undefined}>
          <span aria-hidden="true">⚠{'\uFE0E'}</span>
          {fault.kind}
        </span>
        <span className="mono acting-fault-target">{fault.target}</span>
        <span className="acting-fault-remaining">{remainingWords(fault, nowUs, language)}</span>
        {onHeal !== null && (
          <button
            type="button"
            className="button small"
            disabled={disabled}
            aria-label={words.healThis(fault.kind, fault.target)}
            onClick={onHeal}
          >
            {words.heal}
          </button>
        )}
      </div>
      {parameters !== '' && <p className="soft">{parameters}</p>}
      <p>
        <Evidence evidence={fault.evidence} />
      </p>
    </li>
  );
}
