/** Beside the figures of a run whose load was not valid: that they say more of the machine than of the system. */
import type { Report } from '@temblor/lab/report/report-schema';
import type { Messages } from '../context/language.tsx';
import { useText } from '../context/language.tsx';

const en = { invalid: 'The load was not valid: these figures are no measure of the system.' };
const es: typeof en = { invalid: 'La carga no fue válida: estas cifras no miden el sistema.' };
const words = { en, es } satisfies Messages<typeof en>;

/** Nothing where it was valid. */
export function LoadCaution({ load }: Pick<Report, 'load'>) {
  const text = useText(words);
  if (load.validity !== 'invalid') return null;
  return (
    <p className="report-note">
      <strong>{text.invalid}</strong>
    </p>
  );
}
