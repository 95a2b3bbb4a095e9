import { useText } from '@temblor/view/context/language.tsx';
import { panelWords } from './panel-words.ts';
import { markOfBreaker } from './replica-marks.ts';

/** A breaker's state as a word and a sign. @param props.state one that is not known here is shown as it is. */
export function BreakerTag({ state }: { readonly state: string }) {
  const words = useText(panelWords);
  const { tone, sign } = markOfBreaker(state);
  const known: Readonly<Record<string, string>> = words.breakerState;
  return (
    <span className={`tag ${tone}`}>
      <span aria-hidden="true">{sign}</span>
      {Object.hasOwn(known, state) ? known[state] : state}
    </span>
  );
}
