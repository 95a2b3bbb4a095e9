/** What of a journal the page does not show, because it could not be read or does not stand in its place. */
import { useJournal } from '../context/journal.tsx';
import type { Messages } from '../context/language.tsx';
import { useLanguage, useText } from '../context/language.tsx';
import { formatNumber } from './figures.ts';

const en = {
  unread: (count: number, number: string) =>
    count === 1 ? '1 line of this journal could not be read.' : `${number} lines of this journal could not be read.`,
  why: 'It is cut or damaged, or another version wrote it; what follows from these lines is missing here.',
  outOfPlace: (count: number, number: string) =>
    count === 1
      ? '1 line of this journal does not stand in its place.'
      : `${number} lines of this journal do not stand in their places.`,
  order:
    'The sequence numbers do not rise from line to line: the file was edited or put together by hand. ' +
    'A line whose number is too low is left out here; one whose number is too high is shown.',
  empty: 'The journal is empty: there is nothing to show of how the run went.',
};
const es: typeof en = {
  unread: (count, number) =>
    count === 1 ? 'No se pudo leer 1 línea de este diario.' : `No se pudieron leer ${number} líneas de este diario.`,
  why: 'Está cortado o dañado, o lo escribió otra versión; aquí falta lo que se desprende de esas líneas.',
  outOfPlace: (count, number) =>
    count === 1
      ? '1 línea de este diario no está en su lugar.'
      : `${number} líneas de este diario no están en su lugar.`,
  order:
    'Los números de secuencia no aumentan de línea en línea: el archivo se editó o se compuso a mano. ' +
    'Una línea con un número demasiado bajo aquí se omite; una con un número demasiado alto se muestra.',
  empty: 'El diario está vacío: no hay nada que mostrar de cómo fue la ejecución.',
};
const words = { en, es } satisfies Messages<typeof en>;

/**
 * Says how many lines could not be read or do not stand in their places; nothing where all is there.
 *
 * @param props.isWhole whether nothing more will come, as of a file: that it is empty, or not in order, is then worth saying.
 * A live stream repeats lines where it resumes.
 */
export function UnreadLines({ isWhole }: { readonly isWhole: boolean }) {
  const text = useText(words);
  const { language } = useLanguage();
  const { unreadable, outOfPlace, length } = useJournal();
  const isEmpty = length === 0 && unreadable === 0;
  return (
    <>
      {unreadable > 0 && (
        <p className="problem" role="status">
          {text.unread(unreadable, formatNumber(unreadable, language))} {text.why}
        </p>
      )}
      {isWhole && outOfPlace > 0 && (
        <p className="problem" role="status">
          {text.outOfPlace(outOfPlace, formatNumber(outOfPlace, language))} {text.order}
        </p>
      )}
      {isWhole && isEmpty && <p className="problem">{text.empty}</p>}
    </>
  );
}
