/** The words of the four demonstrations. */
import type { Messages } from '@temblor/view/context/language.tsx';

interface DemonstrationWords {
  readonly title: string;
  readonly notRunning: string;
  readonly runLaysLoad: string;
  readonly distribution: string;
  readonly distributionHint: string;
  readonly inTurns: string;
  readonly asItIs: (strategy: string) => string;
  readonly asking: string;
  readonly answeredBy: (strategy: string) => string;
  readonly cameInTurns: string;
  readonly noTurns: (strategy: string) => string;
  readonly notInTurns: string;
  readonly notInTurnsUnknown: string;
  readonly turnStates: Readonly<Record<'slow-start' | 'out' | 'draining', (replicas: string) => string>>;
  readonly turnWeights: string;
  readonly turnRepeated: (hedges: string, retries: string) => string;
  readonly turnOthers: (requests: string) => string;
  readonly concurrent: string;
  readonly concurrentHint: string;
  readonly startLoad: string;
  readonly startingLoad: string;
  readonly loadRuns: (rate: string) => string;
  readonly noLoad: string;
  readonly throughput: string;
  readonly highest: string;
  readonly inFlight: string;
  readonly failed: string;
  readonly perSecond: (rate: string) => string;
  readonly tolerance: string;
  readonly toleranceHint: string;
  readonly which: string;
  readonly crash: string;
  readonly loading: string;
  readonly warmingUp: (seconds: number) => string;
  readonly steadyFor: (rate: string, length: string) => string;
  readonly neverSteady: (seconds: number) => string;
  readonly crashing: (replica: string) => string;
  readonly crashed: (replica: string) => string;
  readonly notYet: string;
  /** @param foundAfterMs null where it is not known, 0 where it was found before the lab saw it end. */
  readonly off: (foundAfterMs: number | null, length: (ms: number) => string) => string;
  readonly offBefore: string;
  readonly ready: (length: string) => string;
  /** @param backAfterReadyMs null where it is not known, 0 where it was back before the lab's own check passed. */
  readonly on: (backAfterReadyMs: number | null, length: (ms: number) => string) => string;
  readonly othersOff: (replicas: string) => string;
  readonly panicked: string;
  readonly noneCountedYet: string;
  readonly noneSince: string;
  readonly failedSince: (failures: string, requests: string) => string;
  readonly statistics: string;
  readonly statisticsHint: string;
  readonly ask: string;
  readonly askingStatistics: string;
  readonly replica: string;
  readonly requests: string;
  readonly failures: string;
  readonly latency: string;
  readonly breaker: string;
  readonly out: string;
}

/** English and Spanish. */
export const demonstrationWords: Messages<DemonstrationWords> = {
  en: {
    title: 'Four demonstrations',
    notRunning: 'The system does not run: start it, and the demonstrations can begin.',
    runLaysLoad: 'An experiment runs and lays its own load. Wait until it is over, or watch it.',
    distribution: '1 Distribution',
    distributionHint:
      'Nine requests, one after the other. Look at who answered: by round-robin the ports come in turns, 8001 → 8002 → 8003, by other strategies they need not. The strategy from before is put back.',
    inTurns: 'Ask nine times, by round-robin',
    asItIs: (strategy) => `… by ${strategy}, as it is`,
    asking: 'asking nine times',
    answeredBy: (strategy) => `Who answered, by ${strategy}`,
    cameInTurns: 'They came in turns.',
    noTurns: (strategy) => `${strategy} takes no turns.`,
    notInTurns: 'They did not come in turns, which may be due to this:',
    notInTurnsUnknown: 'They did not come in turns. Why is not known: the balancer says nothing that explains it.',
    turnStates: {
      'slow-start': (replicas) => `slow start: less is sent to who has just come in (${replicas})`,
      out: (replicas) => `out of rotation: ${replicas}`,
      draining: (replicas) => `draining: ${replicas}`,
    },
    turnWeights: 'weights: some replicas get more turns than others',
    turnRepeated: (hedges, retries) =>
      `hedges (${hedges}) and retries (${retries}): another replica was asked, too, and the answer may be its own`,
    turnOthers: (requests) => `other requests took turns in between: ${requests}`,
    concurrent: '2 Concurrent requests',
    concurrentHint:
      'A minute of load. Look at the throughput; above, all three bars grow. A request takes a millisecond or two, so that mostly none or one is in flight at the moment of counting.',
    startLoad: 'Start the load',
    startingLoad: 'starting the load',
    loadRuns: (rate) => `The load intends ${rate} requests a second.`,
    noLoad: 'No load runs now.',
    throughput: 'Throughput',
    highest: 'Best second of the last minute',
    inFlight: 'In flight when counted',
    failed: 'Failed in the last minute',
    perSecond: (rate) => `${rate}/s`,
    tolerance: '3 Fault tolerance',
    toleranceHint:
      'Load begins, and once answers flow steadily a replica is killed, to be started again two seconds later. Look at its state go OFF and ON again, while the failed answers stay at 0. You can kill one yourself: kill -9 with its process id from the topology.',
    which: 'Replica',
    crash: 'Kill it under load',
    loading: 'looking after the load',
    warmingUp: (seconds) => `warming up: it is killed once answers have flowed steadily for ${seconds} s`,
    steadyFor: (rate, length) => `${rate} answered, steady for ${length}`,
    neverSteady: (seconds) =>
      `Nothing was killed: the answers did not flow steadily within ${seconds} s. Perhaps a replica is out, the machine is busy, or the load intends too much.`,
    crashing: (replica) => `killing ${replica}`,
    crashed: (replica) => `⚡ ${replica} was killed`,
    notYet: 'not yet',
    off: (foundAfterMs, length) => {
      if (foundAfterMs === null) return '▼ OFF: out of rotation';
      if (foundAfterMs === 0) return '▼ OFF: out of rotation before the lab saw it end';
      return `▼ OFF: out of rotation ${length(foundAfterMs)} after it died`;
    },
    offBefore: '▼ OFF, and was so before it was killed',
    ready: (length) => `a new process was ready ${length} after it died`,
    on: (backAfterReadyMs, length) => {
      if (backAfterReadyMs === null) return '▲ ON: back in rotation';
      if (backAfterReadyMs === 0) return '▲ ON: back in rotation as soon as it was ready';
      return `▲ ON: back in rotation ${length(backAfterReadyMs)} after it was ready`;
    },
    othersOff: (replicas) => `▼ meanwhile put OFF, too, though nobody killed it: ${replicas}`,
    panicked: '‼ panic mode meanwhile: too few were in rotation, so that all were used',
    noneCountedYet: 'No answers are counted yet: the balancer tells of them once a second.',
    noneSince: 'No request came since then: this was no kill under load.',
    failedSince: (failures, requests) => `Failed answers since then: ${failures} of ${requests}`,
    statistics: '4 Statistics',
    statisticsHint:
      'What the balancer has counted since it started. Look at how evenly the requests lie, and at what the killed replica cost.',
    ask: 'Ask for the statistics',
    askingStatistics: 'asking for the statistics',
    replica: 'Replica',
    requests: 'Requests',
    failures: 'Failures',
    latency: 'Mean latency',
    breaker: 'Breaker',
    out: 'Times out',
  },
  es: {
    title: 'Cuatro demostraciones',
    notRunning: 'El sistema no está en marcha: arránquelo y las demostraciones podrán empezar.',
    runLaysLoad: 'Hay un experimento en marcha que pone su propia carga. Espere a que acabe, u obsérvelo.',
    distribution: '1 Distribución',
    distributionHint:
      'Nueve peticiones, una tras otra. Mire quién respondió: con round-robin los puertos van por turnos, 8001 → 8002 → 8003; con otras estrategias no tiene por qué. Después vuelve la estrategia de antes.',
    inTurns: 'Preguntar nueve veces, con round-robin',
    asItIs: (strategy) => `… con ${strategy}, tal como está`,
    asking: 'preguntar nueve veces',
    answeredBy: (strategy) => `Quién respondió, con ${strategy}`,
    cameInTurns: 'Fueron por turnos.',
    noTurns: (strategy) => `${strategy} no va por turnos.`,
    notInTurns: 'No fueron por turnos, lo que puede deberse a esto:',
    notInTurnsUnknown: 'No fueron por turnos. No se sabe por qué: el balanceador no dice nada que lo explique.',
    turnStates: {
      'slow-start': (replicas) => `arranque suave: se envía menos a quien acaba de entrar (${replicas})`,
      out: (replicas) => `fuera de rotación: ${replicas}`,
      draining: (replicas) => `drenando: ${replicas}`,
    },
    turnWeights: 'pesos: a unas réplicas les tocan más turnos que a otras',
    turnRepeated: (hedges, retries) =>
      `duplicados (${hedges}) y reintentos (${retries}): se preguntó también a otra réplica, y la respuesta puede ser suya`,
    turnOthers: (requests) => `otras peticiones tomaron turnos entre medias: ${requests}`,
    concurrent: '2 Peticiones concurrentes',
    concurrentHint:
      'Un minuto de carga. Mire el caudal; arriba crecen las tres barras. Una petición tarda un milisegundo o dos, así que casi siempre hay ninguna o una en curso en el momento de contar.',
    startLoad: 'Iniciar la carga',
    startingLoad: 'iniciar la carga',
    loadRuns: (rate) => `La carga pretende ${rate} peticiones por segundo.`,
    noLoad: 'Ahora no hay carga.',
    throughput: 'Caudal',
    highest: 'Mejor segundo del último minuto',
    inFlight: 'En curso al contar',
    failed: 'Fallidas en el último minuto',
    perSecond: (rate) => `${rate}/s`,
    tolerance: '3 Tolerancia a fallos',
    toleranceHint:
      'Empieza una carga y, cuando las respuestas fluyen con regularidad, se mata una réplica, que vuelve a arrancar dos segundos después. Mire cómo su estado pasa a OFF y de nuevo a ON, mientras las respuestas fallidas siguen en 0. También puede matarla usted: kill -9 con su id de proceso, que está en la topología.',
    which: 'Réplica',
    crash: 'Matarla bajo carga',
    loading: 'cuidar de la carga',
    warmingUp: (seconds) => `calentando: se mata cuando las respuestas lleven ${seconds} s fluyendo con regularidad`,
    steadyFor: (rate, length) => `${rate} respondidas, regulares desde hace ${length}`,
    neverSteady: (seconds) =>
      `No se mató nada: las respuestas no fluyeron con regularidad en ${seconds} s. Quizá falte una réplica, la máquina esté ocupada o la carga pretenda demasiado.`,
    crashing: (replica) => `matar ${replica}`,
    crashed: (replica) => `⚡ Se mató ${replica}`,
    notYet: 'todavía no',
    off: (foundAfterMs, length) => {
      if (foundAfterMs === null) return '▼ OFF: fuera de rotación';
      if (foundAfterMs === 0) return '▼ OFF: fuera de rotación antes de que el laboratorio viera su fin';
      return `▼ OFF: fuera de rotación ${length(foundAfterMs)} después de morir`;
    },
    offBefore: '▼ OFF, y lo estaba ya antes de matarla',
    ready: (length) => `un proceso nuevo estuvo listo ${length} después de morir`,
    on: (backAfterReadyMs, length) => {
      if (backAfterReadyMs === null) return '▲ ON: de vuelta en rotación';
      if (backAfterReadyMs === 0) return '▲ ON: de vuelta en rotación en cuanto estuvo lista';
      return `▲ ON: de vuelta en rotación ${length(backAfterReadyMs)} después de estar lista`;
    },
    othersOff: (replicas) => `▼ mientras tanto pasó también a OFF, sin que nadie la matara: ${replicas}`,
    panicked: '‼ modo de pánico mientras tanto: muy pocas en rotación, así que se usaron todas',
    noneCountedYet: 'Aún no hay respuestas contadas: el balanceador las cuenta una vez por segundo.',
    noneSince: 'Desde entonces no llegó ninguna petición: no fue una muerte bajo carga.',
    failedSince: (failures, requests) => `Respuestas fallidas desde entonces: ${failures} de ${requests}`,
    statistics: '4 Estadísticas',
    statisticsHint:
      'Lo que el balanceador ha contado desde que arrancó. Mire si las peticiones están repartidas por igual, y qué costó la réplica que se mató.',
    ask: 'Pedir las estadísticas',
    askingStatistics: 'pedir las estadísticas',
    replica: 'Réplica',
    requests: 'Peticiones',
    failures: 'Fallos',
    latency: 'Latencia media',
    breaker: 'Cortacircuitos',
    out: 'Veces fuera',
  },
};
