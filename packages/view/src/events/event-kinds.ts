/** How each kind of fact is grouped, and the sign that stands before its word. */
import type { JournalEvent, JournalEventOf, JournalFact } from '@temblor/lab/journal/event';

export type FactType = JournalFact['type'];

/** What a reader looks for together. */
export type EventGroup =
  | 'faults'
  | 'detection'
  | 'processes'
  | 'roles'
  | 'votes'
  | 'balancing'
  | 'sagas'
  | 'run'
  | 'measurements';

/** Every group, in the order of its switches. */
export const eventGroups: readonly EventGroup[] = [
  'faults',
  'detection',
  'processes',
  'roles',
  'votes',
  'balancing',
  'sagas',
  'run',
  'measurements',
];

interface EventKind {
  readonly group: EventGroup;
  /** A class of `.tag`; its colour repeats the sign and the word. */
  readonly tone: 'good' | 'bad' | 'warn' | 'fault' | 'idle';
  readonly sign: string;
}

const kind = (group: EventGroup, tone: EventKind['tone'], sign: string): EventKind => ({ group, tone, sign });

/** Every kind of fact. */
export const eventKinds: Readonly<Record<FactType, EventKind>> = {
  'lab-started': kind('processes', 'idle', '●'),
  'journal-thinned': kind('processes', 'warn', '…'),
  'system-starting': kind('processes', 'idle', '▷'),
  'system-ready': kind('processes', 'good', '✓'),
  'system-stopping': kind('processes', 'idle', '◻'),
  'system-stopped': kind('processes', 'idle', '■'),
  'port-replaced': kind('processes', 'warn', '⇄'),
  'process-started': kind('processes', 'idle', '▷'),
  'process-ready': kind('processes', 'good', '✓'),
  'process-exited': kind('processes', 'bad', '✕'),
  'process-abandoned': kind('processes', 'bad', '⊘'),
  'output-cut': kind('processes', 'warn', '…'),
  'store-ready': kind('processes', 'good', '✓'),
  'fault-applied': kind('faults', 'fault', '⚡'),
  'fault-confirmed': kind('faults', 'fault', '◉'),
  'fault-not-confirmed': kind('faults', 'bad', '✕'),
  'fault-undetermined': kind('faults', 'warn', '?'),
  'fault-lifted': kind('faults', 'fault', '○'),
  'crash-asked': kind('faults', 'fault', '◆'),
  'switch-acted': kind('faults', 'fault', '◆'),
  'instance-suspected': kind('detection', 'warn', '?'),
  'instance-off': kind('detection', 'bad', '▼'),
  'instance-on': kind('detection', 'good', '▲'),
  'instance-unknown': kind('detection', 'idle', '?'),
  'leader-elected': kind('roles', 'good', '★'),
  'primary-promoted': kind('roles', 'good', '★'),
  'breaker-opened': kind('roles', 'bad', '⌁'),
  'breaker-half-opened': kind('roles', 'warn', '◐'),
  'breaker-closed': kind('roles', 'good', '●'),
  'vote-window': kind('measurements', 'idle', '∑'),
  'quorum-lost': kind('votes', 'bad', '▼'),
  'quorum-regained': kind('votes', 'good', '▲'),
  'dissent-observed': kind('votes', 'warn', '≠'),
  'balancer-window': kind('measurements', 'idle', '∑'),
  'log-window': kind('measurements', 'idle', '∑'),
  'saga-window': kind('measurements', 'idle', '∑'),
  'saga-changed': kind('sagas', 'idle', '→'),
  'seats-window': kind('measurements', 'idle', '∑'),
  'strategy-changed': kind('balancing', 'idle', '⇄'),
  'replica-draining': kind('balancing', 'warn', '◔'),
  'replica-drained': kind('balancing', 'idle', '○'),
  'panic-started': kind('balancing', 'bad', '‼'),
  'panic-ended': kind('balancing', 'good', '✓'),
  'load-started': kind('run', 'idle', '▷'),
  'load-window': kind('measurements', 'idle', '∑'),
  'load-finished': kind('run', 'idle', '■'),
  'link-window': kind('measurements', 'idle', '∑'),
  'link-probed': kind('measurements', 'idle', '⇄'),
  'request-window': kind('measurements', 'idle', '∑'),
  'message-delivered': kind('measurements', 'idle', '→'),
  'message-lost': kind('measurements', 'bad', '↛'),
  'instance-noted': kind('processes', 'idle', '✎'),
  'violation-seen': kind('run', 'bad', '✕'),
  'run-started': kind('run', 'idle', '▷'),
  'warm-up-finished': kind('run', 'idle', '●'),
  'steady-state-checked': kind('run', 'idle', '≈'),
  'phase-started': kind('run', 'idle', '▷'),
  'phase-finished': kind('run', 'idle', '■'),
  'check-finished': kind('run', 'idle', '☑'),
  'figure-measured': kind('run', 'idle', '∑'),
  verdict: kind('run', 'idle', '⚖'),
  'run-ended': kind('run', 'idle', '■'),
};

const passed = { tone: 'good', sign: '✓' } as const;
const failed = { tone: 'bad', sign: '✕' } as const;
const open = { tone: 'warn', sign: '?' } as const;
const unknown = { tone: 'idle', sign: '·' } as const;
const outcomes = { passed, failed, inconclusive: open } as const;

/** The sign and tone of an event: those of its kind, but where it says how something turned out. */
export function signOf(event: JournalEvent): Pick<EventKind, 'tone' | 'sign'> {
  switch (event.type) {
    case 'process-exited':
      return event.expected ? { tone: 'idle', sign: '■' } : failed;
    case 'steady-state-checked':
      return event.holds ? passed : failed;
    case 'phase-finished':
      return event.completed ? eventKinds[event.type] : open;
    case 'load-finished':
      return event.valid ? eventKinds[event.type] : open;
    case 'check-finished':
    case 'verdict':
      return outcomeOf(event.verdict);
    case 'saga-changed':
      return signOfSaga(event);
    case 'run-ended':
      return event.verdict === null ? failed : outcomeOf(event.verdict);
    default:
      return Object.hasOwn(eventKinds, event.type) ? eventKinds[event.type] : unknown;
  }
}

/** An outcome that nobody knows comes before the direction in which the saga goes. */
function signOfSaga(event: JournalEventOf<'saga-changed'>): Pick<EventKind, 'tone' | 'sign'> {
  if (event.steps.some((step) => step.state === 'unknown')) return open;
  switch (event.phase) {
    case 'forward':
    case 'committed':
      return eventKinds[event.type];
    case 'backward':
      return { tone: 'warn', sign: '←' };
    case 'completed':
      return passed;
    case 'compensated':
      return { tone: 'idle', sign: '↺' };
    default:
      event.phase satisfies never;
      return unknown;
  }
}

/** @param verdict one that a newer lab may have made. */
function outcomeOf(verdict: string): Pick<EventKind, 'tone' | 'sign'> {
  return isVerdict(verdict) ? outcomes[verdict] : unknown;
}

function isVerdict(verdict: string): verdict is keyof typeof outcomes {
  return Object.hasOwn(outcomes, verdict);
}

const factTypes = Object.keys(eventKinds).filter(isFactType);

/** The kinds of facts in some groups. */
export function typesOf(groups: ReadonlySet<EventGroup>): ReadonlySet<string> {
  return new Set(factTypes.filter((type) => groups.has(eventKinds[type].group)));
}

function isFactType(type: string): type is FactType {
  return Object.hasOwn(eventKinds, type);
}
