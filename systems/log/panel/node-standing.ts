/** How a node stands, by what it and others last said; as a sign and a tone beside the word. Pure. */
import type { Mark } from '@temblor/view/topology/instance-state';
import type { LogState, NodeModel } from './log-state.ts';
import type { LogWindow } from './log-windows.ts';
import { silenceUs } from './log-windows.ts';

/**
 * `unheard`: it has said nothing since it started. `silent`: it has stopped to say anything, though its process is there.
 * `old-leader`: it says that it leads, but another leads under a higher term. In bully mode there is no such: every node counts
 * terms by itself.
 */
export type Standing = LogWindow['role'] | 'unheard' | 'down' | 'silent' | 'old-leader';

/** @param atUs the moment of the state. */
export function standingOf(state: LogState, node: NodeModel, atUs: number): Standing {
  if (node.process === 'down') return 'down';
  const newest = state.elections.at(-1);
  const saidUs = node.word?.endUs ?? node.processUs;
  // An election is known at once, the node's own word of it comes with its next window.
  if (newest?.instance === node.id && newest.atUs > saidUs) return 'leader';
  if (node.word === null) return 'unheard';
  if (atUs - node.word.endUs > silenceUs) return 'silent';
  const { mode, role, term } = node.word;
  return mode === 'raft' && role === 'leader' && term < highestTerm(state) ? 'old-leader' : role;
}

/** The highest term under which anyone was elected, or says that it leads. */
function highestTerm({ elections, nodes }: LogState): number {
  const said = nodes.filter(({ word }) => word?.role === 'leader').map(({ word }) => word?.term ?? 0);
  return Math.max(0, ...said, ...elections.map(({ term }) => term));
}

/** Nodes that all say, after the newest election, that they lead; none unless there are two or more of them. */
export function rivalLeaders(state: LogState, atUs: number): readonly LogWindow[] {
  const electedUs = state.elections.at(-1)?.atUs ?? 0;
  const leaders = state.nodes.flatMap((node) => {
    const speaks = node.process === 'up' && node.word !== null && atUs - node.word.endUs <= silenceUs;
    return speaks && node.word.role === 'leader' && node.word.endUs > electedUs ? [node.word] : [];
  });
  return leaders.length > 1 ? leaders : [];
}

/** @param standing of a newer node perhaps one that is not known here. */
export function markOfStanding(standing: string): Mark {
  return Object.hasOwn(marks, standing) ? (marks[standing] ?? unknownMark) : unknownMark;
}

const unknownMark: Mark = { sign: '?', tone: 'idle' };
const marks: Readonly<Record<string, Mark>> = {
  leader: { sign: '★', tone: 'good' },
  'old-leader': { sign: '☆', tone: 'bad' },
  follower: { sign: '●', tone: 'idle' },
  candidate: { sign: '◌', tone: 'warn' },
  repairing: { sign: '⊘', tone: 'bad' },
  stopped: { sign: '■', tone: 'bad' },
  silent: { sign: '…', tone: 'warn' },
  down: { sign: '▼', tone: 'bad' },
  unheard: unknownMark,
} satisfies Readonly<Record<Standing, Mark>>;
