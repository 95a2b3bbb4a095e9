import { useJournal } from '../context/journal.tsx';
import type { Language } from '../context/language.tsx';
import { useLanguage, useText } from '../context/language.tsx';
import { formatFixed } from '../events/figures.ts';
import type { FaultModel } from '../model/system-model.ts';
import { ScrollBox } from '../report/scroll-box.tsx';
import { Evidence } from './evidence.tsx';
import { faultListWords } from './fault-list-words.ts';
import { causeWords, faultTitle } from './fault-text.ts';

/** Faults that are over: when they acted and how long, why they ended, and whether they were seen to act. */
export function PastFaults({ faults }: { readonly faults: readonly FaultModel[] }) {
  const store = useJournal();
  const words = useText(faultListWords);
  const { language } = useLanguage();
  const { columns } = words;
  const timeOf = (atUs: number) => new Date(store.wallClockMs(atUs)).toLocaleTimeString(language);
  return (
    <>
      <h3>{words.over}</h3>
      <ScrollBox label={words.over}>
        <table>
          <caption className="visually-hidden">{words.over}</caption>
          <thead>
            <tr>
              <th scope="col">{columns.fault}</th>
              <th scope="col">{columns.course}</th>
            </tr>
          </thead>
          <tbody>
            {faults.map((fault) => (
              <tr key={fault.fault}>
                <th scope="row">
                  {faultTitle(fault)}
                  <span className="past-fault-target mono">{fault.target}</span>
                  <span className="past-fault-when">{timeOf(fault.appliedAtUs)}</span>
                </th>
                <td>
                  <span className="past-fault-end">
                    {words.lasted(lastedSeconds(fault, language), causeWords(fault.lifted?.cause ?? '', language))}
                  </span>
                  <Evidence evidence={fault.evidence} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}

function lastedSeconds({ appliedAtUs, lifted }: FaultModel, language: Language): string {
  return lifted === null ? '' : formatFixed((lifted.atUs - appliedAtUs) / 1_000_000, language, 1);
}
