import { useJournal } from '../context/journal.tsx';
import { useLanguage, useText } from '../context/language.tsx';
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
              {[columns.when, columns.fault, columns.target].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
              <th scope="col" className="number">
                {columns.lasted}
              </th>
              <th scope="col">{columns.end}</th>
              <th scope="col">{columns.evidence}</th>
            </tr>
          </thead>
          <tbody>
            {faults.map((fault) => (
              <tr key={fault.fault}>
                <td className="past-fault-when">{timeOf(fault.appliedAtUs)}</td>
                <th scope="row">{faultTitle(fault)}</th>
                <td className="mono">{fault.target}</td>
                <td className="number past-fault-when">{lastedSeconds(fault)} s</td>
                <td>{causeWords(fault.lifted?.cause ?? '', language)}</td>
                <td>
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

function lastedSeconds({ appliedAtUs, lifted }: FaultModel): string {
  return lifted === null ? '' : ((lifted.atUs - appliedAtUs) / 1_000_000).toFixed(1);
}
