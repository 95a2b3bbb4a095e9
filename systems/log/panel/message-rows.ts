/** The last messages that nodes told of, in their order, and which node's log has which. Pure. */
import type { NodeModel, ToldMessage } from './log-state.ts';

/**
 * What a node's log has under the id of a message: it, another one, or one that was not among the few last messages that the
 * node tells of (`untold`). Nothing by its last word: `behind` where that came after another node had told of the message,
 * else `not-yet`, for each node tells at a moment of its own, and may well have it by now.
 */
export type Holding = 'same' | 'other' | 'untold' | 'not-yet' | 'behind';

export interface MessageRow {
  readonly key: string;
  readonly message: ToldMessage;
  /** In the order of the nodes. */
  readonly holdings: readonly Holding[];
  /** The nodes that showed it before one that it depends on. */
  readonly violatedAt: readonly string[];
}

export interface ToldLog {
  /** In the order of the log: by Lamport time, then by node. Of logs that differ, both messages. */
  readonly rows: readonly MessageRow[];
  /** The ids under which two nodes hold different messages. */
  readonly diverging: readonly number[];
}

/**
 * Of the last messages those that a majority of the nodes holds by its own word: nodes tell of their logs at different
 * moments of a second, so under load of the very last ones only one node has told.
 *
 * @param most how many rows there are at most; those that differ go before, then the last ones.
 */
export function readToldLog(nodes: readonly NodeModel[], most: number): ToldLog {
  const byKey = new Map<string, ToldMessage>();
  for (const message of nodes.flatMap(({ told }) => told)) byKey.set(keyOf(message), message);
  const all = [...byKey.values()].sort(inLogOrder);
  const byId = Map.groupBy(all, ({ id }) => id);
  const diverging = [...byId].flatMap(([id, variants]) => (variants.length > 1 ? [id] : [])).sort((a, b) => a - b);
  const isDiverging = new Set(diverging);
  const different = all.filter(({ id }) => isDiverging.has(id)).slice(-Math.floor(most / 2));
  const lengths = nodes.map(lengthOf).sort((a, b) => b - a);
  const heldByMajority = lengths[Math.floor(nodes.length / 2)] ?? 0;
  const others = all.filter(({ id }) => !isDiverging.has(id) && id <= heldByMajority);
  const room = most - different.length;
  const shown = [...different, ...others.slice(-room)].sort(inLogOrder);
  return { rows: shown.map((message) => rowOf(message, nodes)), diverging };
}

function rowOf(message: ToldMessage, nodes: readonly NodeModel[]): MessageRow {
  const key = keyOf(message);
  const violated = nodes.filter(({ told }) => told.some((own) => own.violation && keyOf(own) === key));
  const tellings = nodes.flatMap(({ told }) => told.filter((own) => keyOf(own) === key));
  const toldUs = Math.min(...tellings.map((own) => own.toldUs));
  return {
    key,
    message,
    holdings: nodes.map((node) => holdingOf({ ...message, toldUs }, node)),
    violatedAt: violated.map(({ id }) => id),
  };
}

/** @param message with when the first of all nodes told of it. */
function holdingOf(message: ToldMessage, node: NodeModel): Holding {
  const own = node.told.find(({ id }) => id === message.id);
  if (own !== undefined) return keyOf(own) === keyOf(message) ? 'same' : 'other';
  if (lengthOf(node) >= message.id) return 'untold';
  return node.word !== null && node.word.endUs > message.toldUs ? 'behind' : 'not-yet';
}

/** Ids have no gaps: a log of so many messages has one under each id up to that. */
function lengthOf({ word, told }: NodeModel): number {
  return word?.count ?? told.at(-1)?.id ?? 0;
}

function keyOf({ id, nodeId, lamport, content }: ToldMessage): string {
  return `${id} ${lamport} ${nodeId} ${content}`;
}

function inLogOrder(left: ToldMessage, right: ToldMessage): number {
  return left.lamport - right.lamport || left.nodeId - right.nodeId || left.id - right.id;
}
