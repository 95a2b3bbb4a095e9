/** The words of a comparison. */
import type { Messages } from '../context/language.tsx';

const en = {
  title: 'Two runs side by side',
  side: 'run',
  experiment: 'experiment',
  quick: 'quick',
  started: 'started',
  repeats: 'repeats',
  reasons: 'Why',
  chance: {
    'both-single':
      'Both runs are of one repeat: a difference may be chance. Run both with 20 repeats or more before you trust it.',
    'one-single':
      'One of the runs is of one repeat: a difference may be chance. Run it with as many repeats as the other.',
    repeated: 'TTD and TTR are medians and p95 over the repeats.',
  },
  settings: 'What was set up differently',
  setting: 'setting',
  sameSettings: 'System, experiment, settings, machine and version are the same.',
  figures: 'Figure by figure',
  note: 'B against A.',
  figure: 'figure',
  difference: 'B is',
  wholeRun: 'whole run',
  onlyA: 'only in A',
  onlyB: 'only in B',
  equal: 'equal',
  close: 'practically equal',
  missing: 'not measured in both',
  faster: (amount: string) => `faster by ${amount}`,
  slower: (amount: string) => `slower by ${amount}`,
  higher: (amount: string) => `higher by ${amount}`,
  lower: (amount: string) => `lower by ${amount}`,
  points: 'points',
  better: 'better',
  worse: 'worse',
  notJudged: (runs: string) =>
    `The load of ${runs} was not valid: its figures are no measure of the system, and nothing here is called better or worse.`,
  names: new Map<string, string>(),
  keys: new Map<string, string>(),
};

const es: typeof en = {
  title: 'Dos ejecuciones lado a lado',
  side: 'ejecución',
  experiment: 'experimento',
  quick: 'rápido',
  started: 'comenzó',
  repeats: 'repeticiones',
  reasons: 'Por qué',
  chance: {
    'both-single':
      'Ambas ejecuciones son de una sola repetición: una diferencia puede ser casualidad. Ejecute ambas con 20 repeticiones o más antes de confiar en ella.',
    'one-single':
      'Una de las ejecuciones es de una sola repetición: una diferencia puede ser casualidad. Ejecútela con tantas repeticiones como la otra.',
    repeated: 'TTD y TTR son mediana y p95 de las repeticiones.',
  },
  settings: 'Qué se configuró de otra manera',
  setting: 'ajuste',
  sameSettings: 'Sistema, experimento, ajustes, máquina y versión son los mismos.',
  figures: 'Magnitud por magnitud',
  note: 'B frente a A.',
  figure: 'magnitud',
  difference: 'B es',
  wholeRun: 'toda la ejecución',
  onlyA: 'solo en A',
  onlyB: 'solo en B',
  equal: 'igual',
  close: 'prácticamente igual',
  missing: 'no se midió en ambas',
  faster: (amount) => `${amount} más rápida`,
  slower: (amount) => `${amount} más lenta`,
  higher: (amount) => `${amount} más alta`,
  lower: (amount) => `${amount} más baja`,
  points: 'puntos',
  better: 'mejor',
  worse: 'peor',
  notJudged: (runs) =>
    `La carga de ${runs} no fue válida: sus cifras no miden el sistema, y aquí nada se llama mejor ni peor.`,
  names: new Map([
    ['TTD median', 'TTD, mediana'],
    ['TTR median', 'TTR, mediana'],
    ['latency p95', 'latencia p95'],
    ['latency p99', 'latencia p99'],
    ['success', 'éxito'],
    ['throughput', 'rendimiento'],
    ['availability', 'disponibilidad'],
    ['false alarms', 'falsas alarmas'],
  ]),
  keys: new Map([
    ['system', 'sistema'],
    ['experiment', 'experimento'],
    ['repeats', 'repeticiones'],
    ['seed', 'semilla'],
    ['quick', 'rápido'],
    ['version', 'versión'],
    ['ports', 'puertos'],
    ['operating_system', 'sistema operativo'],
    ['architecture', 'arquitectura'],
    ['cores', 'núcleos'],
    ['memory_mb', 'memoria (MB)'],
  ]),
};

/** In both languages. */
export const words = { en, es } satisfies Messages<typeof en>;
