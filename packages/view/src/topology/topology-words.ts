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
  readonly errorUnit: string;
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
    errorUnit: 'err/s',
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
    breaker: { open: 'abierto', 'half-open': 'semiabierto', closed: 'cerrado' },
    breakers: (count) => `${count} disyuntores sin cerrar`,
    restarts: (count) => (count === 1 ? '1 reinicio' : `${count} reinicios`),
    errorUnit: 'err/s',
    noTraffic: 'sin tráfico',
    close: 'Cerrar los detalles',
    columns: {
      instance: 'Instancia',
      state: 'Estado',
      by: 'Lo decidió',
      process: 'Proceso',
      roles: 'Papeles y disyuntores',
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
