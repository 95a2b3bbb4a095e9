import type { Messages } from '@temblor/view/context/language.tsx';

const en = {
  title: 'Systems',
  running: 'Running now',
  nothingRuns: 'Nothing runs. Start a system below.',
  known: 'What can be started',
  open: (id: string) => `Open ${id}`,
  start: 'Start',
  startBeside: 'Start another beside it',
  starting: (id: string) => `Starting ${id}`,
  stop: 'Stop',
  stopping: (id: string) => `Stopping ${id}`,
  restart: 'Restart',
  restarting: (id: string) => `Restarting ${id}`,
  services: 'Services',
  stores: 'Stores',
  experiments: 'Experiments',
  loading: 'Asking the lab…',
  faults: (count: number) => (count === 1 ? 'one fault acts' : `${count} faults act`),
  load: (rate: string) => `load: ${rate} requests/s`,
  run: (name: string) => `run: ${name}`,
};
const es: typeof en = {
  title: 'Sistemas',
  running: 'En marcha ahora',
  nothingRuns: 'No hay nada en marcha. Arranque un sistema más abajo.',
  known: 'Lo que se puede arrancar',
  open: (id) => `Abrir ${id}`,
  start: 'Arrancar',
  startBeside: 'Arrancar otro al lado',
  starting: (id) => `Arrancando ${id}`,
  stop: 'Detener',
  stopping: (id) => `Deteniendo ${id}`,
  restart: 'Reiniciar',
  restarting: (id) => `Reiniciando ${id}`,
  services: 'Servicios',
  stores: 'Almacenes',
  experiments: 'Experimentos',
  loading: 'Preguntando al laboratorio…',
  faults: (count) => (count === 1 ? 'actúa un fallo' : `actúan ${count} fallos`),
  load: (rate) => `carga: ${rate} peticiones/s`,
  run: (name) => `ejecución: ${name}`,
};

/** The words of the list of systems. */
export const systemsWords = { en, es } satisfies Messages<typeof en>;
