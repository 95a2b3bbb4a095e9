import type { Messages } from '../context/language.tsx';

const en = {
  verdict: 'Verdict',
  broken: (rule: string, at: string) => `${rule} is broken at ${at}`,
  drawing: 'The operations that contradict each other',
  faults: 'Faults, in virtual time',
  noFaults: 'No fault acted.',
  from: 'from',
  until: 'until',
  end: 'the end',
  fault: 'fault',
  checked: 'What was checked',
  rule: 'rule',
  says: 'says',
  happened: 'What happened',
  counter: 'counter',
  times: 'times',
  means: 'means',
  files: 'Files in the folder of the run',
};
const es: typeof en = {
  verdict: 'Veredicto',
  broken: (rule, at) => `se incumple ${rule} a los ${at}`,
  drawing: 'Las operaciones que se contradicen',
  faults: 'Fallos, en tiempo virtual',
  noFaults: 'No actuó ningún fallo.',
  from: 'desde',
  until: 'hasta',
  end: 'el final',
  fault: 'fallo',
  checked: 'Qué se comprobó',
  rule: 'regla',
  says: 'dice',
  happened: 'Qué ocurrió',
  counter: 'contador',
  times: 'veces',
  means: 'significa',
  files: 'Archivos en la carpeta de la ejecución',
};

/** The words of the report of a simulated run. What checks and nodes said is quoted as they said it. */
export const simulationWords = { en, es } satisfies Messages<typeof en>;
