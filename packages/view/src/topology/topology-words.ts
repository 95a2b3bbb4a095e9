/** The words of the topology, in both languages. */
import type { Messages } from '../context/language.tsx';
import type { BreakerModel, ProcessState } from '../model/system-model.ts';

export interface TopologyWords {
  readonly heading: string;
  readonly asGraph: string;
  readonly asTable: string;
  readonly view: string;
  readonly nothing: string;
  readonly nodes: string;
  readonly links: string;
  readonly instances: string;
  readonly process: Readonly<Record<ProcessState, string>>;
  readonly ready: string;
  readonly notReady: string;
  readonly store: string;
  readonly clients: string;
  readonly detector: string;
  readonly leader: (term: number) => string;
  readonly primary: (group: string) => string;
  readonly breaker: Readonly<Record<BreakerModel['state'], string>>;
  readonly breakers: (count: number) => string;
  readonly restarts: (count: number) => string;
  readonly requestUnit: string;
  readonly errorUnit: string;
  /** Behind a sign and a rate, for who hears them. */
  readonly errors: string;
  /** What counts as an error on a link, and why there may be more of them than requests. */
  readonly errorsMean: string;
  readonly breakerIs: (state: BreakerModel['state']) => string;
  /** What the figures of the picture are. */
  readonly legend: string;
  readonly scrolls: string;
  readonly noTraffic: string;
  readonly close: string;
  readonly columns: Readonly<
    Record<
      'instance' | 'state' | 'by' | 'process' | 'roles' | 'faults' | 'link' | 'requests' | 'errors' | 'p95',
      string
    >
  >;
  readonly none: string;
  readonly saidBy: (by: string, detector: string | null) => string;
  readonly nobody: string;
  readonly reason: string;
}

const breakerStates = { open: 'abierto', 'half-open': 'semiabierto', closed: 'cerrado' };

/** English and Spanish. */
export const topologyWords = {
  en: {
    heading: 'Topology',
    asGraph: 'Graph',
    asTable: 'Table',
    view: 'Show the topology as',
    nothing: 'Nothing is known of this system yet: its topology appears when it starts.',
    nodes: 'Instances and stores',
    links: 'Links',
    instances: 'Instances',
    process: {
      starting: 'starting',
      running: 'running',
      paused: 'paused',
      down: 'down',
      abandoned: 'abandoned',
      stopped: 'stopped',
    },
    ready: 'ready',
    notReady: 'not ready',
    store: 'store',
    clients: 'clients',
    detector: 'detector',
    leader: (term) => `leader, term ${term}`,
    primary: (group) => `primary of ${group}`,
    breaker: { open: 'open', 'half-open': 'half-open', closed: 'closed' },
    breakers: (count) => `${count} breakers not closed`,
    restarts: (count) => (count === 1 ? '1 restart' : `${count} restarts`),
    requestUnit: 'requests/s',
    errorUnit: 'errors/s',
    errors: 'errors',
    errorsMean:
      'Errors: connections refused or broken, and answers of 500 and above. A refused connection carries no request, so there can be more errors than requests. Health checks and probes count as well, and an instance that is down may be asked many times as often.',
    breakerIs: (state) => `breaker ${state}`,
    legend:
      'On a link: requests a second, health checks and probes among them; ✕ errors a second (connections refused or broken, answers of 500 and above), so there can be more errors than requests.',
    scrolls: '↔ The picture is wider than its place: scroll it sideways, or choose the table.',
    noTraffic: 'no traffic',
    close: 'Close the details',
    columns: {
      instance: 'Instance',
      state: 'State',
      by: 'Decided by',
      process: 'Process',
      roles: 'Roles and breakers',
      faults: 'Faults',
      link: 'Link',
      requests: 'Requests/s',
      errors: 'Errors/s',
      p95: 'p95, ms',
    },
    none: 'none',
    saidBy: (by, detector) => (detector === null ? by : `${by}: ${detector}`),
    nobody: 'nobody has said anything of it',
    reason: 'Reason',
  },
  es: {
    heading: 'Topología',
    asGraph: 'Grafo',
    asTable: 'Tabla',
    view: 'Mostrar la topología como',
    nothing: 'Aún no se sabe nada de este sistema: su topología aparece cuando arranca.',
    nodes: 'Instancias y almacenes',
    links: 'Enlaces',
    instances: 'Instancias',
    process: {
      starting: 'arrancando',
      running: 'en marcha',
      paused: 'en pausa',
      down: 'caído',
      abandoned: 'abandonado',
      stopped: 'detenido',
    },
    ready: 'listo',
    notReady: 'no listo',
    store: 'almacén',
    clients: 'clientes',
    detector: 'detector',
    leader: (term) => `líder, mandato ${term}`,
    primary: (group) => `primario de ${group}`,
    breaker: breakerStates,
    breakers: (count) => `${count} cortacircuitos sin cerrar`,
    restarts: (count) => (count === 1 ? '1 reinicio' : `${count} reinicios`),
    requestUnit: 'peticiones/s',
    errorUnit: 'errores/s',
    errors: 'errores',
    errorsMean:
      'Errores: conexiones rechazadas o rotas, y respuestas de 500 en adelante. Una conexión rechazada no lleva ninguna petición, así que puede haber más errores que peticiones. Las comprobaciones de salud y los sondeos también cuentan, y a una instancia caída se le puede preguntar muchas más veces.',
    breakerIs: (state) => `cortacircuitos ${breakerStates[state]}`,
    legend:
      'En un enlace: peticiones por segundo, entre ellas las comprobaciones de salud y los sondeos; ✕ errores por segundo (conexiones rechazadas o rotas, respuestas de 500 en adelante), así que puede haber más errores que peticiones.',
    scrolls: '↔ El dibujo es más ancho que su sitio: desplácelo hacia los lados, o elija la tabla.',
    noTraffic: 'sin tráfico',
    close: 'Cerrar los detalles',
    columns: {
      instance: 'Instancia',
      state: 'Estado',
      by: 'Lo decidió',
      process: 'Proceso',
      roles: 'Roles y cortacircuitos',
      faults: 'Fallos inyectados',
      link: 'Enlace',
      requests: 'Peticiones/s',
      errors: 'Errores/s',
      p95: 'p95, ms',
    },
    none: 'ninguno',
    saidBy: (by, detector) => (detector === null ? by : `${by}: ${detector}`),
    nobody: 'nadie ha dicho nada de ella',
    reason: 'Motivo',
  },
} satisfies Messages<TopologyWords>;
