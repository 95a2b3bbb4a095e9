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
  readonly crashing: (replica: string) => string;
  readonly crashed: (replica: string) => string;
  readonly notYet: string;
  readonly off: (detector: string, length: string) => string;
  readonly offAtOnce: (detector: string) => string;
  readonly offBefore: string;
  readonly on: (length: string) => string;
  readonly onAgain: string;
  readonly needsRequest: string;
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
      'Nine requests, one after the other. Look at who answered: by round-robin the ports come in turns, 8001 → 8002 → 8003, by other strategies they need not.',
    inTurns: 'Ask nine times, by round-robin',
    asItIs: (strategy) => `… by ${strategy}, as it is`,
    asking: 'asking nine times',
    answeredBy: (strategy) => `Who answered, by ${strategy}`,
    concurrent: '2 Concurrent requests',
    concurrentHint:
      'A minute of load. Look at the throughput, and at how many requests are in flight at once; above, all three bars grow.',
    startLoad: 'Start the load',
    startingLoad: 'starting the load',
    loadRuns: (rate) => `The load intends ${rate} requests a second.`,
    noLoad: 'No load runs now.',
    throughput: 'Throughput',
    highest: 'Best second of the last minute',
    inFlight: 'In flight',
    failed: 'Failed in the last minute',
    perSecond: (rate) => `${rate}/s`,
    tolerance: '3 Fault tolerance',
    toleranceHint:
      'A replica is killed under load, and comes back three seconds later. Look at its state go OFF and ON again, while the failed answers stay at 0. You can kill one yourself: kill -9 with its process id from the topology.',
    which: 'Replica',
    crash: 'Kill it under load',
    crashing: (replica) => `killing ${replica}`,
    crashed: (replica) => `⚡ ${replica} was killed`,
    notYet: 'not yet',
    off: (detector, length) => `▼ OFF after ${length}, found by: ${detector}`,
    offAtOnce: (detector) => `▼ OFF, found by: ${detector}`,
    offBefore: '▼ OFF, and was so before it was killed',
    on: (length) => `▲ ON again, ${length} after it could be started`,
    onAgain: '▲ ON again',
    needsRequest: 'the balancer tries it with the next request, and no load runs now',
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
      'Nueve peticiones, una tras otra. Mire quién respondió: con round-robin los puertos van por turnos, 8001 → 8002 → 8003; con otras estrategias no tiene por qué.',
    inTurns: 'Preguntar nueve veces, con round-robin',
    asItIs: (strategy) => `… con ${strategy}, tal como está`,
    asking: 'preguntar nueve veces',
    answeredBy: (strategy) => `Quién respondió, con ${strategy}`,
    concurrent: '2 Peticiones concurrentes',
    concurrentHint:
      'Un minuto de carga. Mire el caudal y cuántas peticiones están en curso a la vez; arriba crecen las tres barras.',
    startLoad: 'Iniciar la carga',
    startingLoad: 'iniciar la carga',
    loadRuns: (rate) => `La carga pretende ${rate} peticiones por segundo.`,
    noLoad: 'Ahora no hay carga.',
    throughput: 'Caudal',
    highest: 'Mejor segundo del último minuto',
    inFlight: 'En curso',
    failed: 'Fallidas en el último minuto',
    perSecond: (rate) => `${rate}/s`,
    tolerance: '3 Tolerancia a fallos',
    toleranceHint:
      'Se mata una réplica bajo carga, y vuelve tres segundos después. Mire cómo su estado pasa a OFF y de nuevo a ON, mientras las respuestas fallidas siguen en 0. También puede matarla usted: kill -9 con su id de proceso, que está en la topología.',
    which: 'Réplica',
    crash: 'Matarla bajo carga',
    crashing: (replica) => `matar ${replica}`,
    crashed: (replica) => `⚡ Se mató ${replica}`,
    notYet: 'todavía no',
    off: (detector, length) => `▼ OFF tras ${length}, la encontró: ${detector}`,
    offAtOnce: (detector) => `▼ OFF, la encontró: ${detector}`,
    offBefore: '▼ OFF, y lo estaba ya antes de matarla',
    on: (length) => `▲ ON de nuevo, ${length} después de poder arrancar`,
    onAgain: '▲ ON de nuevo',
    needsRequest: 'el balanceador la prueba con la próxima petición, y ahora no hay carga',
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
