/** The words of the log panel. */
import type { Messages } from '@temblor/view/context/language.tsx';
import type { Holding } from './message-rows.ts';
import type { Standing } from './node-standing.ts';

interface PanelWords {
  readonly title: string;
  readonly nodes: string;
  readonly standing: Readonly<Record<Standing, string>>;
  readonly mode: Readonly<Record<'raft' | 'bully', string>>;
  readonly nothingYet: string;
  readonly follows: (leader: string) => string;
  readonly knowsNoLeader: string;
  readonly saidLast: (role: string, ago: string) => string;
  readonly term: string;
  readonly lamport: string;
  readonly count: string;
  readonly rivals: (leaders: string) => string;
  readonly rivalsOf: Readonly<Record<'raft' | 'bully', string>>;
  readonly accepted: string;
  readonly refused: string;
  readonly refusedHint: string;
  readonly unknown: string;
  readonly unknownHint: string;
  readonly latency: string;
  readonly highestInMinute: (value: string) => string;
  readonly inMinute: (value: string) => string;
  readonly violations: string;
  readonly violationsHint: string;
  readonly minute: string;
  readonly minuteHint: string;
  readonly throughput: string;
  readonly highest: (value: string) => string;
  readonly minuteAgo: string;
  readonly now: string;
  readonly minuteOf: (elections: number, accepted: string, refused: string, unknown: string) => string;
  readonly keys: Readonly<
    Record<'accepted' | 'refused' | 'unknown' | 'leads' | 'candidate' | 'other' | 'election' | 'fault', string>
  >;
  readonly elections: string;
  readonly noElections: string;
  readonly elected: (node: string, term: string) => string;
  readonly afterLoss: (length: string, node: string) => string;
  readonly ago: (length: string) => string;
  readonly goTo: (node: string, term: string) => string;
  readonly leadsNote: (term: number) => string;
  readonly messages: string;
  readonly messagesHint: string;
  readonly message: string;
  readonly from: string;
  readonly noMessages: string;
  readonly holding: Readonly<Record<Holding, string>>;
  readonly violated: (nodes: string) => string;
  readonly diverging: (ids: string) => string;
  readonly latencies: string;
  readonly latenciesHint: string;
  readonly sender: string;
  readonly roundTrip: string;
  readonly oneWay: string;
  readonly notMeasured: string;
  readonly itself: string;
  readonly slowest: string;
  readonly exchanged: string;
  readonly noExchanged: string;
}

export const panelWords: Messages<PanelWords> = {
  en: {
    title: 'Replicated log',
    nodes: 'The nodes',
    standing: {
      leader: 'leader',
      'old-leader': 'leads an older term',
      follower: 'follower',
      candidate: 'candidate',
      repairing: 'repairing its log',
      stopped: 'takes no part',
      silent: 'silent',
      down: 'down',
      unheard: 'not heard yet',
    },
    mode: {
      raft: 'Raft: a majority decides',
      bully: 'Bully: the highest number leads; not safe when the network parts',
    },
    nothingYet: 'No node has told anything yet. Each tells how it stands once a second.',
    follows: (leader) => `follows ${leader}`,
    knowsNoLeader: 'knows of no leader',
    saidLast: (role, ago) => `said ${ago} ago: ${role}`,
    term: 'Term',
    lamport: 'Lamport clock',
    count: 'Messages',
    rivals: (leaders) => `More than one node says that it leads: ${leaders}.`,
    rivalsOf: {
      raft: 'Only that of the highest term can commit a message; the others are fenced by their term.',
      bully: 'Each accepts messages and orders them by itself, so that their logs drift apart.',
    },
    accepted: 'Accepted a second',
    refused: 'Refused',
    refusedHint: 'last second; nothing was appended',
    unknown: 'Unknown outcome',
    unknownHint: 'last second; it may appear, or not',
    latency: 'Latency p95',
    highestInMinute: (value) => `highest in the last minute ${value}`,
    inMinute: (value) => `${value} in the last minute`,
    violations: 'Causality violations',
    violationsHint: 'messages shown before one that they depend on, since the start',
    minute: 'The last minute',
    minuteHint: 'Above, what became of the messages of each second; below, who led.',
    throughput: 'Messages',
    highest: (value) => `highest ${value}/s`,
    minuteAgo: 'a minute before',
    now: 'last word',
    minuteOf: (elections, accepted, refused, unknown) =>
      `Elections in the last minute: ${elections}. Messages accepted: ${accepted}, refused: ${refused}, of unknown outcome: ${unknown}.`,
    keys: {
      accepted: 'accepted',
      refused: 'refused',
      unknown: 'unknown',
      leads: 'leads',
      candidate: 'candidate',
      other: 'follows',
      election: 'elected',
      fault: 'a fault acts',
    },
    elections: 'Elections',
    noElections: 'No election was told of yet.',
    elected: (node, term) => `${node} leads, term ${term}`,
    afterLoss: (length, node) => `${length} after ${node} ended`,
    ago: (length) => `${length} ago`,
    goTo: (node, term) => `Move the time cursor to the election of ${node}, term ${term}`,
    leadsNote: (term) => `leads, term ${term}`,
    messages: 'The last messages',
    messagesHint:
      'In the order of the log: by Lamport time, then by node; the last ones that a majority said it has. Each node tells of its last few once a second, at a moment of its own, so under load one has told of messages that another could not tell of: that is no loss.',
    message: 'Message',
    from: 'Came to',
    noMessages: 'The log is empty.',
    holding: {
      same: 'has it',
      other: 'has another one under this id',
      untold: 'has one under this id, which is not among the last few that it told of',
      'not-yet': 'told last before anyone told of this one: it may have it by now',
      behind: 'told later, and did not have it then',
    },
    violated: (nodes) => `before one it depends on, at ${nodes}`,
    diverging: (ids) => `The logs differ: nodes told of different messages under the same id, such as ${ids}.`,
    latencies: 'Latency between nodes',
    latenciesHint:
      'Medians of the last ten seconds; of round trips that the lab measured, of all of those. The stronger the colour, the slower.',
    sender: 'From ↓ to →',
    roundTrip: 'request and answer over HTTP',
    oneWay: 'message, one way',
    notMeasured: 'not measured',
    itself: 'itself',
    slowest: 'slowest',
    exchanged: 'Messages between nodes in the last seconds',
    noExchanged: 'No node told of messages to or from others in the last seconds.',
  },
  es: {
    title: 'Log replicado',
    nodes: 'Los nodos',
    standing: {
      leader: 'líder',
      'old-leader': 'lidera un mandato anterior',
      follower: 'seguidor',
      candidate: 'candidato',
      repairing: 'repara su log',
      stopped: 'no participa',
      silent: 'en silencio',
      down: 'caído',
      unheard: 'aún sin noticias',
    },
    mode: {
      raft: 'Raft: decide una mayoría',
      bully: 'Bully: lidera el número más alto; no es seguro si la red se parte',
    },
    nothingYet: 'Ningún nodo ha contado nada aún. Cada uno cuenta cómo está una vez por segundo.',
    follows: (leader) => `sigue a ${leader}`,
    knowsNoLeader: 'no conoce líder',
    saidLast: (role, ago) => `dijo hace ${ago}: ${role}`,
    term: 'Mandato',
    lamport: 'Reloj de Lamport',
    count: 'Mensajes',
    rivals: (leaders) => `Más de un nodo dice que lidera: ${leaders}.`,
    rivalsOf: {
      raft: 'Solo el del mandato más alto puede confirmar un mensaje; a los demás los frena su mandato.',
      bully: 'Cada uno acepta mensajes y los ordena por su cuenta, así que sus logs se separan.',
    },
    accepted: 'Aceptados por segundo',
    refused: 'Rechazados',
    refusedHint: 'último segundo; nada se añadió',
    unknown: 'Resultado desconocido',
    unknownHint: 'último segundo; puede aparecer o no',
    latency: 'Latencia p95',
    highestInMinute: (value) => `la mayor del último minuto ${value}`,
    inMinute: (value) => `${value} en el último minuto`,
    violations: 'Violaciones de causalidad',
    violationsHint: 'mensajes mostrados antes que uno del que dependen, desde el inicio',
    minute: 'El último minuto',
    minuteHint: 'Arriba, qué fue de los mensajes de cada segundo; abajo, quién lideró.',
    throughput: 'Mensajes',
    highest: (value) => `máximo ${value}/s`,
    minuteAgo: 'un minuto antes',
    now: 'última noticia',
    minuteOf: (elections, accepted, refused, unknown) =>
      `Elecciones en el último minuto: ${elections}. Mensajes aceptados: ${accepted}, rechazados: ${refused}, de resultado desconocido: ${unknown}.`,
    keys: {
      accepted: 'aceptados',
      refused: 'rechazados',
      unknown: 'desconocidos',
      leads: 'lidera',
      candidate: 'candidato',
      other: 'sigue',
      election: 'elegido',
      fault: 'actúa un fallo',
    },
    elections: 'Elecciones',
    noElections: 'Aún no se ha contado ninguna elección.',
    elected: (node, term) => `lidera ${node}, mandato ${term}`,
    afterLoss: (length, node) => `${length} después de que terminara ${node}`,
    ago: (length) => `hace ${length}`,
    goTo: (node, term) => `Llevar el cursor de tiempo a la elección de ${node}, mandato ${term}`,
    leadsNote: (term) => `lidera, mandato ${term}`,
    messages: 'Los últimos mensajes',
    messagesHint:
      'En el orden del log: por tiempo de Lamport y luego por nodo; los últimos que una mayoría dijo tener. Cada nodo cuenta sus últimos una vez por segundo, en un momento propio, así que con carga uno ya ha contado mensajes que otro no pudo contar: no es una pérdida.',
    message: 'Mensaje',
    from: 'Llegó a',
    noMessages: 'El log está vacío.',
    holding: {
      same: 'lo tiene',
      other: 'tiene otro con este id',
      untold: 'tiene uno con este id, que no está entre los últimos que contó',
      'not-yet': 'contó por última vez antes de que ningún nodo lo contara: puede que ya lo tenga',
      behind: 'contó después, y entonces no lo tenía',
    },
    violated: (nodes) => `antes que uno del que depende, en ${nodes}`,
    diverging: (ids) => `Los logs difieren: los nodos contaron mensajes distintos con el mismo id, como ${ids}.`,
    latencies: 'Latencia entre nodos',
    latenciesHint:
      'Medianas de los últimos diez segundos; de las idas y vueltas que midió el laboratorio, de todas ellas. Cuanto más intenso el color, más lento.',
    sender: 'De ↓ a →',
    roundTrip: 'petición y respuesta por HTTP',
    oneWay: 'mensaje, solo ida',
    notMeasured: 'sin medir',
    itself: 'él mismo',
    slowest: 'el más lento',
    exchanged: 'Mensajes entre nodos en los últimos segundos',
    noExchanged: 'Ningún nodo contó mensajes con otros en los últimos segundos.',
  },
};
