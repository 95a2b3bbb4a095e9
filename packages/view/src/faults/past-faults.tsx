import { useJournal } from '../context/journal.tsx';
import type { Language } from '../context/language.tsx';
import { useLanguage, useText } from '../context/language.tsx';
import { formatFixed } from '../events/figures.ts';
import type { FaultModel } from '../model/system-model.ts';
import { Evidence } from './evidence.tsx';
import { faultListWords } from './fault-list-words.ts';
import { causeWords, faultTitle } from './fault-text.ts';

/** Faults that are over, an entry each: what and where, when and how long, why it ended, and whether it was seen to act. */
export function PastFaults({ faults }: { readonly faults: readonly FaultModel[] }) {
  const store = useJournal();
  const words = useText(faultListWords);
  const { language } = useLanguage();
  const timeOf = (atUs: number) => new Date(store.wallClockMs(atUs)).toLocaleTimeString(language);
  return (
    <>
      <h3>{words.over}</h3>
      <ul className="past-faults" aria-label={words.over}>
        {faults.map((fault) => (
          <li key={fault.fault} className="past-fault">
            <p className="past-fault-head">
              <strong>{faultTitle(fault)}</strong> <span className="mono">{fault.target}</span>
            </p>
            <p className="past-fault-when soft">
              {timeOf(fault.appliedAtUs)} ·{' '}
              {words.lasted(lastedSeconds(fault, language), causeWords(fault.lifted?.cause ?? '', language))}
            </p>
            <p>
              <Evidence evidence={fault.evidence} />
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

function lastedSeconds({ appliedAtUs, lifted }: FaultModel, language: Language): string {
  return lifted === null ? '' : formatFixed((lifted.atUs - appliedAtUs) / 1_000_000, language, 1);
}
