/** The words of the balancer's panel. */
import type { Messages } from '@temblor/view/context/language.tsx';
import type { ReplicaModel, Standing } from './balancer-state.ts';

interface PanelWords {
  readonly title: string;
  readonly figures: string;
  readonly requests: string;
  readonly failures: string;
  readonly refused: string;
  readonly refusedHint: string;
  readonly repeated: string;
  readonly repeats: (retries: string, hedges: string) => string;
  readonly amplification: string;
  readonly amplificationHint: string;
  readonly inMinute: (count: string) => string;
  readonly strategy: string;
  readonly choose: string;
  readonly switching: (strategy: string) => string;
  readonly unknown: string;
  readonly panic: (inRotation: string, all: string) => string;
  readonly panicWithoutCounts: string;
  readonly calm: string;
  readonly noWindowYet: string;
  readonly noWindowFor: (length: string) => string;
  readonly answered: string;
  readonly replica: string;
  readonly lastSecond: string;
  readonly lastMinute: string;
  readonly history: string;
  readonly historyOf: (shares: string) => string;
  readonly ago: string;
  readonly now: string;
  readonly highest: (count: string) => string;
  readonly failedSign: string;
  readonly replicas: string;
  readonly state: string;
  readonly standing: Readonly<Record<Exclude<Standing, 'unknown'>, string>>;
  readonly breaker: string;
  readonly breakerState: Readonly<Record<NonNullable<ReplicaModel['breaker']>['state'], string>>;
  readonly weight: string;
  readonly ofWeight: (effective: string, full: string) => string;
  readonly byWeight: (share: string) => string;
  readonly inFlight: string;
  readonly attempts: string;
  readonly failed: string;
  readonly latency: string;
  readonly upTo: (length: string) => string;
  readonly action: string;
  readonly drain: string;
  readonly resume: string;
  readonly drainReplica: (replica: string) => string;
  readonly resumeReplica: (replica: string) => string;
  readonly windowNote: string;
  readonly earlier: string;
}

/** English and Spanish. */
export const panelWords: Messages<PanelWords> = {
  en: {
    title: 'Balancer',
    figures: 'The last second',
    requests: 'Requests/s',
    failures: 'Failed answers',
    refused: 'Refused',
    refusedHint: 'malformed or hostile, not passed on',
    repeated: 'Retries and hedges',
    repeats: (retries, hedges) => `${retries} and ${hedges}`,
    amplification: 'Amplification',
    amplificationHint: 'attempts per request',
    inMinute: (count) => `${count} in the last minute`,
    strategy: 'Strategy',
    choose: 'Switch to',
    switching: (strategy) => `switching to ${strategy}`,
    unknown: 'unknown',
    panic: (inRotation, all) => `Panic mode: only ${inRotation} of ${all} in rotation, so all are used`,
    panicWithoutCounts: 'Panic mode: too few are in rotation, so all are used',
    calm: 'no panic: enough replicas are in rotation',
    noWindowYet: 'The balancer has said nothing yet. It tells once a second how it did.',
    noWindowFor: (length) => `The balancer has said nothing for ${length}: what stands here is older.`,
    answered: 'Who answered',
    replica: 'Replica',
    lastSecond: 'Last second',
    lastMinute: 'Last minute',
    history: 'The last minute, second by second',
    historyOf: (shares) => `Answers of the last minute by replica: ${shares}`,
    ago: '60 s ago',
    now: 'now',
    highest: (count) => `highest: ${count} in a second`,
    failedSign: '▲ below the line: a second with failed answers',
    replicas: 'The replicas',
    state: 'State',
    standing: {
      'in-rotation': 'in rotation',
      'slow-start': 'slow start',
      ejected: 'ejected',
      down: 'down',
      off: 'out of rotation',
      draining: 'draining',
      drained: 'drained',
    },
    breaker: 'Breaker',
    breakerState: { closed: 'closed', 'half-open': 'half-open', open: 'open' },
    weight: 'Weight, share',
    ofWeight: (effective, full) => `${effective} of ${full}`,
    byWeight: (share) => `${share} by weight`,
    inFlight: 'In flight',
    attempts: 'Attempts',
    failed: 'Failed',
    latency: 'Mean latency',
    upTo: (length) => `up to ${length}`,
    action: 'Take out',
    drain: 'Drain',
    resume: 'Resume',
    drainReplica: (replica) => `drain ${replica}`,
    resumeReplica: (replica) => `resume ${replica}`,
    windowNote:
      'Attempts, failures and latency are of the last second, the smaller figures of the last minute. A failed attempt that was repeated elsewhere is no failed answer.',
    earlier: 'The page shows an earlier moment. The buttons here act now.',
  },
  es: {
    title: 'Balanceador',
    figures: 'El último segundo',
    requests: 'Peticiones/s',
    failures: 'Respuestas fallidas',
    refused: 'Rechazadas',
    refusedHint: 'mal formadas u hostiles, no se reenvían',
    repeated: 'Reintentos y duplicados',
    repeats: (retries, hedges) => `${retries} y ${hedges}`,
    amplification: 'Amplificación',
    amplificationHint: 'intentos por petición',
    inMinute: (count) => `${count} en el último minuto`,
    strategy: 'Estrategia',
    choose: 'Cambiar a',
    switching: (strategy) => `cambiar a ${strategy}`,
    unknown: 'desconocido',
    panic: (inRotation, all) => `Modo de pánico: solo ${inRotation} de ${all} en rotación, así que se usan todas`,
    panicWithoutCounts: 'Modo de pánico: muy pocas en rotación, así que se usan todas',
    calm: 'sin pánico: hay réplicas suficientes en rotación',
    noWindowYet: 'El balanceador aún no ha dicho nada. Una vez por segundo cuenta cómo le fue.',
    noWindowFor: (length) => `El balanceador no dice nada desde hace ${length}: lo que se ve es anterior.`,
    answered: 'Quién respondió',
    replica: 'Réplica',
    lastSecond: 'Último segundo',
    lastMinute: 'Último minuto',
    history: 'El último minuto, segundo a segundo',
    historyOf: (shares) => `Respuestas del último minuto por réplica: ${shares}`,
    ago: 'hace 60 s',
    now: 'ahora',
    highest: (count) => `máximo: ${count} en un segundo`,
    failedSign: '▲ bajo la línea: un segundo con respuestas fallidas',
    replicas: 'Las réplicas',
    state: 'Estado',
    standing: {
      'in-rotation': 'en rotación',
      'slow-start': 'arranque suave',
      ejected: 'expulsada',
      down: 'caída',
      off: 'fuera de rotación',
      draining: 'drenando',
      drained: 'drenada',
    },
    breaker: 'Cortacircuitos',
    breakerState: { closed: 'cerrado', 'half-open': 'semiabierto', open: 'abierto' },
    weight: 'Peso, cuota',
    ofWeight: (effective, full) => `${effective} de ${full}`,
    byWeight: (share) => `${share} por peso`,
    inFlight: 'En curso',
    attempts: 'Intentos',
    failed: 'Fallidos',
    latency: 'Latencia media',
    upTo: (length) => `hasta ${length}`,
    action: 'Retirar',
    drain: 'Drenar',
    resume: 'Reanudar',
    drainReplica: (replica) => `drenar ${replica}`,
    resumeReplica: (replica) => `reanudar ${replica}`,
    windowNote:
      'Los intentos, los fallos y la latencia son del último segundo; las cifras pequeñas, del último minuto. Un intento fallido que se repitió en otra réplica no es una respuesta fallida.',
    earlier: 'La página muestra un momento anterior. Los botones de aquí actúan ahora.',
  },
};
