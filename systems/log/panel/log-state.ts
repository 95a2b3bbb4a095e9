/** What the panel knows of a log system, folded from its facts; bounded in everything that it keeps. */
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import type { Fold } from '@temblor/view/model/fold';
import type { LogWindow } from './log-windows.ts';
import { rememberWindow } from './log-windows.ts';

/** A message of a node's log, and the end of the window in which the node told of it first. */
export type ToldMessage = LogWindow['latest'][number] & { readonly toldUs: number };

export interface NodeModel {
  readonly id: string;
  /** `up` until its process was seen to end. */
  readonly process: 'up' | 'down';
  /** When its process started or ended last; zero where that was not seen. */
  readonly processUs: number;
  /** Which start of it this is, from 1; zero where none was seen. */
  readonly attempt: number;
  /** Its last window; null where its process has told of none yet. */
  readonly word: LogWindow | null;
  /** The last messages of its log that it has told of, in the order of their ids. There may be gaps between windows. */
  readonly told: readonly ToldMessage[];
}

export interface Election {
  /** Of the fact that told of it first. */
  readonly sequence: number;
  readonly atUs: number;
  /** Who leads. */
  readonly instance: string;
  readonly term: number;
  /** The leader before it whose process had ended, and when; null where that leader was not seen to end. */
  readonly lost: { readonly instance: string; readonly atUs: number } | null;
}

export interface LogState {
  readonly nodes: readonly NodeModel[];
  /** Of the last minute, of all nodes. */
  readonly windows: readonly LogWindow[];
  /** In order of time. */
  readonly elections: readonly Election[];
  /** HTTP round trips over each link as the lab measured them, in milliseconds: the last few hundred, by the link's id. */
  readonly probed: ReadonlyMap<string, readonly number[]>;
  /** Messages shown before one that they depend on, since the system started. */
  readonly violations: number;
}

/** The service whose instances are nodes of the log. */
const nodeService = 'node';
const mostElections = 40;
const mostTold = 60;
const mostProbed = 500;

const initial: LogState = { nodes: [], windows: [], elections: [], probed: new Map(), violations: 0 };

/** The state of a log system at any moment. */
export const logFold: Fold<LogState> = { initial, step };

/** The instance that is the node of a number. */
export function instanceOf(node: number): string {
  return `${nodeService}-${node}`;
}

function step(state: LogState, fact: JournalEvent): LogState {
  switch (fact.type) {
    case 'system-starting':
      return { ...initial, nodes: nodesOf(fact).map(unheardNode) };
    case 'process-started':
      return withNode(state, fact.instance, { process: 'up', processUs: fact.atUs, attempt: fact.attempt, word: null });
    case 'process-exited':
      return withNode(state, fact.instance, { process: 'down', processUs: fact.atUs });
    case 'log-window':
      return readWindow(state, fact);
    case 'leader-elected':
      return readElection(state, fact);
    case 'link-probed': {
      const trips = [...(state.probed.get(fact.link) ?? []), ...fact.roundTripsMs].slice(-mostProbed);
      return { ...state, probed: new Map(state.probed).set(fact.link, trips) };
    }
    default:
      return state;
  }
}

function readWindow(state: LogState, window: LogWindow): LogState {
  const known = state.nodes.some(({ id }) => id === window.instance);
  const nodes = known ? state.nodes : [...state.nodes, unheardNode(window.instance)];
  const before = nodes.find(({ id }) => id === window.instance);
  // Under another leader a log may be made anew (bully), and of what was told before it is not known what remains.
  const isContinued = before?.word?.leader === window.leader && before.word.term === window.term;
  const told = rememberMessages(isContinued ? before.told : [], window);
  return {
    ...withNode({ ...state, nodes }, window.instance, { word: window, told }),
    windows: rememberWindow(state.windows, window),
    violations: state.violations + window.causalityViolations,
  };
}

/** A log that was cut back, as on a restart, holds from there on what it tells now. */
function rememberMessages(before: readonly ToldMessage[], { latest, endUs }: LogWindow): readonly ToldMessage[] {
  const [first] = latest;
  if (first === undefined) return [];
  const told = latest.map((message) => {
    const same = ({ id, lamport, nodeId }: ToldMessage) =>
      id === message.id && lamport === message.lamport && nodeId === message.nodeId;
    return { ...message, toldUs: before.find(same)?.toldUs ?? endUs };
  });
  return [...before.filter(({ id }) => id < first.id), ...told].slice(-mostTold);
}

/** Every node may tell of the same election. A term is used again by a node that counts anew when it starts (bully). */
function readElection(state: LogState, { sequence, atUs, instance, term }: JournalEventOf<'leader-elected'>): LogState {
  const { processUs = 0 } = state.nodes.find(({ id }) => id === instance) ?? {};
  const same = (known: Election) => known.instance === instance && known.term === term && known.atUs >= processUs;
  if (state.elections.some(same)) return state;
  const former = state.nodes.find(({ id }) => id === state.elections.at(-1)?.instance);
  const lost = former?.process === 'down' ? { instance: former.id, atUs: former.processUs } : null;
  const elections = [...state.elections, { sequence, atUs, instance, term, lost }].slice(-mostElections);
  return { ...state, elections };
}

function withNode(state: LogState, id: string, changed: Partial<NodeModel>): LogState {
  const index = state.nodes.findIndex((node) => node.id === id);
  const node = state.nodes[index];
  if (node === undefined) return state;
  return { ...state, nodes: state.nodes.with(index, { ...node, ...changed }) };
}

function unheardNode(id: string): NodeModel {
  return { id, process: 'up', processUs: 0, attempt: 0, word: null, told: [] };
}

function nodesOf({ topology }: JournalEventOf<'system-starting'>): readonly string[] {
  return topology?.instances.filter(({ service }) => service === nodeService).map(({ id }) => id) ?? [];
}
