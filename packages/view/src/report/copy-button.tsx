/** Puts a text into the clipboard, and says whether it did. */
import { useState } from 'react';
import type { Messages } from '../context/language.tsx';
import { useText } from '../context/language.tsx';

const en = { copy: 'Copy', copied: 'Copied', failed: 'The browser did not allow it: select the text and copy it' };
const es: typeof en = {
  copy: 'Copiar',
  copied: 'Copiado',
  failed: 'El navegador no lo permitió: seleccione el texto y cópielo',
};
const words = { en, es } satisfies Messages<typeof en>;

type Outcome = 'none' | 'copied' | 'failed';

/** @param props.label what is copied, for a screen reader. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const say = useText(words);
  const [outcome, setOutcome] = useState<Outcome>('none');
  const copy = async () => setOutcome(await write(text));
  return (
    <span className="row screen-only">
      <button type="button" className="button small" aria-label={`${say.copy}: ${label}`} onClick={() => void copy()}>
        {say.copy}
      </button>
      <span role="status" className="soft">
        {outcome === 'copied' && `✓ ${say.copied}`}
        {outcome === 'failed' && say.failed}
      </span>
    </span>
  );
}

/** A page from a file, or one without permission, may have no clipboard. */
async function write(text: string): Promise<Outcome> {
  try {
    await navigator.clipboard.writeText(text);
    return 'copied';
  } catch {
    return 'failed';
  }
}
