/** Words about an outcome: always a sign and a word, the colour only repeats them. */
import type { Messages } from '../context/language.tsx';
import { useText } from '../context/language.tsx';

/** What a run, a phase or a check came to; null: a run broke off before it had one. `not-limited`: of a phase without limits. */
export type Verdict = 'passed' | 'failed' | 'inconclusive' | 'not-limited' | null;

type Tone = 'good' | 'bad' | 'warn' | 'idle';

const en = {
  passed: 'passed',
  failed: 'failed',
  inconclusive: 'inconclusive',
  'not-limited': 'no limit',
  none: 'broken off',
};
const es: typeof en = {
  passed: 'superado',
  failed: 'fallido',
  inconclusive: 'no concluyente',
  'not-limited': 'sin límite',
  none: 'interrumpido',
};
const words = { en, es } satisfies Messages<typeof en>;

const looks = {
  passed: { tone: 'good', sign: '✓' },
  failed: { tone: 'bad', sign: '✕' },
  inconclusive: { tone: 'warn', sign: '?' },
  'not-limited': { tone: 'idle', sign: '·' },
  none: { tone: 'bad', sign: '!' },
} as const;

/** A verdict as a tag. */
export function VerdictTag({ verdict }: { readonly verdict: Verdict }) {
  const text = useText(words);
  const name = verdict ?? 'none';
  // A newer lab may have verdicts of which this page knows nothing but the name.
  if (!Object.hasOwn(looks, name)) return <StateTag tone="idle" sign="·" word={name} />;
  return <StateTag {...looks[name]} word={text[name]} />;
}

/** A state as a sign and a word; a reader hears the word alone. */
export function StateTag(props: { readonly tone: Tone; readonly sign: string; readonly word: string }) {
  return (
    <span className={`tag ${props.tone}`}>
      <span aria-hidden="true">{props.sign}</span>
      {props.word}
    </span>
  );
}
