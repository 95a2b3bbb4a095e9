import './fault-sign.css';
import { useLanguage } from '../context/language.tsx';
import { evidenceSigns, evidenceWord, faultTitle, remainingWords } from '../faults/fault-text.ts';
import type { FaultModel } from '../model/system-model.ts';

/**
 * The faults that act at a place, marked there: kind, remaining time and evidence of the first, and how many more.
 *
 * @param props.mostWidth how wide it may be, in pixels; without it as wide as what it stands in.
 */
export function FaultSign(props: {
  readonly faults: readonly FaultModel[];
  readonly nowUs: number;
  readonly mostWidth?: number;
}) {
  const { language } = useLanguage();
  const [first, ...more] = props.faults;
  if (first === undefined) return null;
  const remaining = remainingWords(first, props.nowUs, language);
  const evidence = evidenceWord(first.evidence, language);
  return (
    <span
      className="topology-fault"
      style={{ maxWidth: props.mostWidth }}
      title={`${faultTitle(first)}, ${remaining}, ${evidence}`}
    >
      <span className="topology-fault-title">
        <span aria-hidden="true">⚠{'\uFE0E'}</span>{' '}
        <span className="topology-fault-kind">
          {faultTitle(first)}
          <span className="topology-fault-time">,</span>
        </span>
      </span>{' '}
      <span className="topology-fault-rest">
        <span className="topology-fault-time">{remaining}</span>{' '}
        <span aria-hidden="true">{evidenceSigns[first.evidence.kind]}</span>
        <span className="visually-hidden">, {evidence}</span>
        {more.length > 0 && <span> +{more.length}</span>}
      </span>
    </span>
  );
}
