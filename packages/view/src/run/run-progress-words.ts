/** The words about a run that goes on. */
import type { Messages } from '../context/language.tsx';

const en = {
  title: 'Experiment',
  none: 'No experiment has run on this system yet.',
  quick: 'quick',
  seed: 'seed',
  repeat: (now: number, all: number) => `repeat ${now} of ${all}`,
  preparing: 'preparing',
  running: 'running',
  since: (duration: string) => `for ${duration}`,
  steps: 'Steps of the run',
  states: { done: 'done', measured: 'measured', acting: 'now', 'to-come': 'to come', problem: 'not completed' },
  before: 'steady state before',
  warmUp: 'warm-up',
  after: 'steady state after',
  median: (time: string) => `median ${time}`,
  notYet: 'not yet',
  notMeasured: 'not measured',
  checks: 'Checks',
  summary: (passed: number, all: number) => `${passed} of ${all} passed`,
  verdict: 'Verdict',
  report: 'Open the report',
};

const es: typeof en = {
  title: 'Experimento',
  none: 'Todavía no se ha ejecutado ningún experimento en este sistema.',
  quick: 'modo rápido',
  seed: 'semilla',
  repeat: (now, all) => `repetición ${now} de ${all}`,
  preparing: 'en preparación',
  running: 'en marcha',
  since: (duration) => `desde hace ${duration}`,
  steps: 'Pasos de la ejecución',
  states: { done: 'hecho', measured: 'medida', acting: 'ahora', 'to-come': 'por venir', problem: 'sin completar' },
  before: 'estado estable antes',
  warmUp: 'calentamiento',
  after: 'estado estable después',
  median: (time) => `mediana ${time}`,
  notYet: 'todavía no',
  notMeasured: 'sin medir',
  checks: 'Comprobaciones',
  summary: (passed, all) => `${passed} de ${all} superadas`,
  verdict: 'Veredicto',
  report: 'Abrir el informe',
};

/** In both languages. */
export const words = { en, es } satisfies Messages<typeof en>;
