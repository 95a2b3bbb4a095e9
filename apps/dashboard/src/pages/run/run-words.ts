import type { Messages } from '@temblor/view/context/language.tsx';

const en = {
  loading: 'Loading the run…',
  journal: (events: string) => `Loading its journal: ${events} events until now`,
  noSystem: 'The journal of this run names no system, so there is nothing more to see.',
  underWay: 'This run is under way.',
  watch: 'Watch it',
  save: 'Save report.html',
  saving: 'Saving report.html',
  all: 'All runs',
  problem: 'This run cannot be shown:',
  replay: 'The run, moment by moment',
};
const es: typeof en = {
  loading: 'Cargando la ejecución…',
  journal: (events) => `Cargando su diario: ${events} eventos hasta ahora`,
  noSystem: 'El diario de esta ejecución no nombra ningún sistema, así que no hay nada más que ver.',
  underWay: 'Esta ejecución está en curso.',
  watch: 'Verla',
  save: 'Guardar report.html',
  saving: 'Guardando report.html',
  all: 'Todas las ejecuciones',
  problem: 'Esta ejecución no se puede mostrar:',
  replay: 'La ejecución, momento a momento',
};

/** The words of the page of a finished run. */
export const runWords = { en, es } satisfies Messages<typeof en>;
