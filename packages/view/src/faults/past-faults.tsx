import { useState } from 'react';
import { useJournal } from '../context/journal.tsx';
import type { Language } from '../context/language.tsx';
import { useLanguage, useText } from '../context/language.tsx';
import { formatClock, formatFixed } from '../events/figures.ts';
import type { FaultModel } from '../model/system-model.ts';
import { Evidence } from './evidence.tsx';
import { faultSentence } from './fault-kind-words.ts';
import type { FaultListWords } from './fault-list-words.ts';
import { faultListWords } from './fault-list-words.ts';
import { causeWords, faultTitle } from './fault-text.ts';

/** So many stand there at first: what comes below is not to be pushed out of sight. */
const shownAtFirst = 3;

/**
 * Faults that are over, an entry each: what and where, when and how long, why it ended, and whether it was seen to act.
 *
 * @param props.faults the newest first.
 */
export function PastFaults({ faults }: { readonly faults: readonly FaultModel[] }) {
  const store = useJournal();
  const words = useText(faultListWords);
  const { language } = useLanguage();
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? faults : faults.slice(0, shownAtFirst);
  return (
    <>
      <h3>{words.over}</h3>
      <ul className="past-faults" aria-label={words.over}>
        {shown.map((fault) => (
          <li key={fault.fault} className="past-fault">
            <p className="past-fault-head">
              <strong title={faultSentence(fault.kind, language) ?? undefined}>{faultTitle(fault)}</strong>{' '}
              <span className="mono">{fault.target}</span>
            </p>
            <p className="past-fault-when soft">
              {formatClock(store.wallClockMs(fault.appliedAtUs))} · {endOf(fault, words, language)}
            </p>
            <p>
              <Evidence evidence={fault.evidence} />
            </p>
          </li>
        ))}
      </ul>
      {faults.length > shownAtFirst && (
        <button
          type="button"
          className="button small screen-only"
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? words.newest(shownAtFirst) : words.all(faults.length)}
        </button>
      )}
    </>
  );
}

/** How long it acted and why no longer; of one that came to nothing only that. */
function endOf(fault: FaultModel, words: FaultListWords, language: Language): string {
  const cause = fault.lifted?.cause ?? '';
  const end = causeWords(cause, language);
  return cause === 'came-to-nothing' ? end : words.lasted(lastedSeconds(fault, language), end);
}

function lastedSeconds({ appliedAtUs, lifted }: FaultModel, language: Language): string {
  return lifted === null ? '' : formatFixed((lifted.atUs - appliedAtUs) / 1_000_000, language, 1);
}
