/** What of a journal the page does not show because it could not be read. */
import { useJournal } from '../context/journal.tsx';
import type { Messages } from '../context/language.tsx';
import { useLanguage, useText } from '../context/language.tsx';
import { formatNumber } from './figures.ts';

const en = {
  unread: (count: number, number: string) =>
    count === 1 ? '1 line of this journal could not be read.' : `${number} lines of this journal could not be read.`,
  why: 'It is cut or damaged, or another version wrote it; what follows from these lines is missing here.',
  empty: 'The journal is empty: there is nothing to show of how the run went.',
};
const es: typeof en = {
  unread: (count, number) =>
    count === 1 ? 'No se pudo leer 1 línea de este diario.' : `No se pudieron leer ${number} líneas de este diario.`,
  why: 'Está cortado o dañado, o lo escribió otra versión; aquí falta lo que se desprende de esas líneas.',
  empty: 'El diario está vacío: no hay nada que mostrar de cómo fue la ejecución.',
};
const words = { en, es } satisfies Messages<typeof en>;

/**
 * Says how many lines could not be read; nothing where all could.
 *
 * @param props.isWhole whether nothing more will come: that a journal is empty is then worth saying.
 */
export function UnreadLines({ isWhole }: { readonly isWhole: boolean }) {
  const text = useText(words);
  const { language } = useLanguage();
  const { unreadable, length } = useJournal();
  if (unreadable > 0) {
    return (
      <p className="problem" role="status">
        {text.unread(unreadable, formatNumber(unreadable, language))} {text.why}
      </p>
    );
  }
  return isWhole && length === 0 ? <p className="problem">{text.empty}</p> : null;
}
