/** The words of the list of events. */
import type { Messages } from '../context/language.tsx';
import type { EventGroup, FactType } from './event-kinds.ts';

interface EventWords {
  readonly title: string;
  readonly kinds: string;
  readonly groups: Readonly<Record<EventGroup, string>>;
  readonly about: string;
  readonly everything: string;
  readonly instances: string;
  readonly links: string;
  readonly stores: string;
  readonly text: string;
  readonly textHint: string;
  readonly shown: (shown: string, all: string) => string;
  readonly missed: (count: string) => string;
  readonly onPaper: string;
  readonly list: string;
  readonly keys: string;
  readonly none: string;
  readonly noneYet: string;
  readonly noGroup: string;
  readonly fresh: (count: string) => string;
  readonly details: (sequence: string, type: string) => string;
  readonly json: string;
  readonly types: Readonly<Record<FactType, string>>;
}

export const eventWords: Messages<EventWords> = {
  en: {
    title: 'Events',
    kinds: 'Kinds of events',
    groups: {
      faults: 'Faults',
      detection: 'Detection',
      processes: 'Processes',
      roles: 'Roles and breakers',
      votes: 'Votes',
      run: 'Run',
      measurements: 'Measurements',
    },
    about: 'About',
    everything: 'Everything',
    instances: 'Instances',
    links: 'Links',
    stores: 'Stores',
    text: 'Text',
    textHint: 'such as f3',
    shown: (shown, all) => `${shown} of ${all} events`,
    missed: (count) => `${count} more were not delivered or not kept`,
    onPaper:
      'The events are not printed: each is a line of journal.ndjson in the folder of the run, and report.html lists them.',
    list: 'Events, oldest first',
    keys: 'Arrow keys, Page Up, Page Down, Home and End move along the list; Enter moves the time cursor to the event.',
    none: 'No event matches. Choose more kinds, or another text.',
    noneYet: 'Nothing has happened yet. Events appear here as soon as a system starts.',
    noGroup: 'No kind of event is chosen. Choose at least one.',
    fresh: (count) => `↓ ${count} new`,
    details: (sequence, type) => `Event ${sequence} in full (${type})`,
    json: 'The event as JSON',
    types: {
      'lab-started': 'lab started',
      'journal-thinned': 'thinned',
      'system-starting': 'starting',
      'system-ready': 'system ready',
      'system-stopping': 'stopping',
      'system-stopped': 'system stopped',
      'port-replaced': 'other port',
      'process-started': 'process started',
      'process-ready': 'process ready',
      'process-exited': 'process exited',
      'process-abandoned': 'abandoned',
      'output-cut': 'output cut',
      'store-ready': 'store ready',
      'fault-applied': 'fault applied',
      'fault-confirmed': 'fault acts',
      'fault-not-confirmed': 'not confirmed',
      'fault-undetermined': 'undetermined',
      'fault-lifted': 'fault lifted',
      'switch-acted': 'switch acted',
      'instance-suspected': 'suspected',
      'instance-off': 'OFF',
      'instance-on': 'ON',
      'instance-unknown': 'UNKNOWN',
      'leader-elected': 'leader',
      'primary-promoted': 'primary',
      'breaker-opened': 'breaker open',
      'breaker-half-opened': 'half open',
      'breaker-closed': 'breaker closed',
      'vote-window': 'votes',
      'quorum-lost': 'quorum lost',
      'quorum-regained': 'quorum back',
      'dissent-observed': 'dissent',
      'load-started': 'load started',
      'load-window': 'load',
      'load-finished': 'load finished',
      'link-window': 'link',
      'request-window': 'requests',
      'run-started': 'run started',
      'warm-up-finished': 'warmed up',
      'steady-state-checked': 'steady state',
      'phase-started': 'phase started',
      'phase-finished': 'phase finished',
      'check-finished': 'check',
      verdict: 'verdict',
      'run-ended': 'run ended',
    },
  },
  es: {
    title: 'Eventos',
    kinds: 'Tipos de eventos',
    groups: {
      faults: 'Fallos inyectados',
      detection: 'Detección',
      processes: 'Procesos',
      roles: 'Roles y cortacircuitos',
      votes: 'Votos',
      run: 'Ejecución',
      measurements: 'Mediciones',
    },
    about: 'Sobre',
    everything: 'Todo',
    instances: 'Instancias',
    links: 'Enlaces',
    stores: 'Almacenes',
    text: 'Texto',
    textHint: 'p. ej., f3',
    shown: (shown, all) => `${shown} de ${all} eventos`,
    missed: (count) => `${count} más no llegaron o no se conservaron`,
    onPaper:
      'Los eventos no se imprimen: cada uno es una línea de journal.ndjson en la carpeta de la ejecución, y report.html los muestra.',
    list: 'Eventos, primero los más antiguos',
    keys: 'Las flechas, Re Pág, Av Pág, Inicio y Fin recorren la lista; Intro lleva el cursor de tiempo al evento.',
    none: 'Ningún evento coincide. Elija más tipos u otro texto.',
    noneYet: 'Aún no ha ocurrido nada. Los eventos aparecen aquí en cuanto arranca un sistema.',
    noGroup: 'No hay ningún tipo de evento elegido. Elija al menos uno.',
    fresh: (count) => `↓ ${count} nuevos`,
    details: (sequence, type) => `Evento ${sequence} completo (${type})`,
    json: 'El evento en JSON',
    types: {
      'lab-started': 'laboratorio',
      'journal-thinned': 'reducido',
      'system-starting': 'arrancando',
      'system-ready': 'sistema listo',
      'system-stopping': 'deteniéndose',
      'system-stopped': 'detenido',
      'port-replaced': 'otro puerto',
      'process-started': 'proceso inicia',
      'process-ready': 'proceso listo',
      'process-exited': 'proceso fin',
      'process-abandoned': 'abandonado',
      'output-cut': 'salida cortada',
      'store-ready': 'almacén listo',
      'fault-applied': 'fallo aplicado',
      'fault-confirmed': 'fallo actúa',
      'fault-not-confirmed': 'no confirmado',
      'fault-undetermined': 'indeterminado',
      'fault-lifted': 'fallo retirado',
      'switch-acted': 'conmutador',
      'instance-suspected': 'sospecha',
      'instance-off': 'OFF',
      'instance-on': 'ON',
      'instance-unknown': 'UNKNOWN',
      'leader-elected': 'líder',
      'primary-promoted': 'primaria',
      'breaker-opened': 'abierto',
      'breaker-half-opened': 'entreabierto',
      'breaker-closed': 'cerrado',
      'vote-window': 'votos',
      'quorum-lost': 'sin quórum',
      'quorum-regained': 'con quórum',
      'dissent-observed': 'disidencia',
      'load-started': 'carga inicia',
      'load-window': 'carga',
      'load-finished': 'carga acaba',
      'link-window': 'enlace',
      'request-window': 'peticiones',
      'run-started': 'inicia',
      'warm-up-finished': 'calentado',
      'steady-state-checked': 'estado estable',
      'phase-started': 'fase inicia',
      'phase-finished': 'fase acaba',
      'check-finished': 'comprobación',
      verdict: 'veredicto',
      'run-ended': 'acaba',
    },
  },
};
