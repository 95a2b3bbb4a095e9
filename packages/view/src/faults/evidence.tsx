import { Declared } from '../context/declared.tsx';
import { useLanguage } from '../context/language.tsx';
import type { EvidenceModel } from '../model/system-model.ts';
import { evidenceDetail, evidenceSigns, evidenceWord } from './fault-text.ts';

const tones = { pending: 'warn', confirmed: 'good', 'not-confirmed': 'bad', 'cannot-tell': '' } as const;

/** Whether a fault was seen to act, and what was seen. */
export function Evidence({ evidence }: { readonly evidence: EvidenceModel }) {
  const { language } = useLanguage();
  return (
    <>
      <span className={`tag ${tones[evidence.kind]}`}>
        <span aria-hidden="true">{evidenceSigns[evidence.kind]}</span>
        {evidenceWord(evidence, language)}
      </span>{' '}
      <Declared text={evidenceDetail(evidence)} />
    </>
  );
}
