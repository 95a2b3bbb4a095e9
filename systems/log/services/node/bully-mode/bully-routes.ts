/** What other nodes ask of this one in bully mode, and what raft mode says to it. */
import { ProblemError } from '@temblor/kit/service/problem';
import type { ServiceApp } from '@temblor/kit/service/service-app';
import type { BullyMessage } from '@temblor/protocols/bully/types';
import { z } from 'zod';
import { longestBodyBytes } from '../http/draft-request.ts';
import { errorSchema } from '../http/log-schemas.ts';
import { tellError } from '../http/tell-error.ts';
import type { MessageLog } from '../message-log.ts';
import { isContent } from './bully-content.ts';
import { readSentAtUs } from './sent-header.ts';

const tags = ['bully'];

const nodeId = z.int().min(1);
const clock = z.record(z.coerce.number().int().min(1), z.int().min(0));
const lamportTime = z.int().min(1);
const entry = z.strictObject({
  from: nodeId,
  time: lamportTime,
  clock,
  content: z.string().refine(isContent, 'holds no message'),
});

const replicated = z.strictObject({ from: nodeId, entries: z.array(entry).min(1) });
const heard = z.strictObject({
  from: nodeId,
  message: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(['election', 'answer']) }),
    z.strictObject({ kind: z.enum(['heartbeat', 'replicated']), holds: clock }),
    z.strictObject({ kind: z.literal('heartbeat-reply'), leads: z.boolean(), holds: clock }),
  ]),
});
const announced = z.object({ sleader: z.coerce.number().int().min(1).describe('The id of the node that leads') });

/** A Lamport time that is farther ahead of this node's own is refused: it would stay in every clock for good. */
const farthestAhead = 1_000_000;

export interface BullyRouteParts {
  readonly log: MessageLog;
  readonly peers: readonly number[];
  /** @param sentAtUs when it was sent; undefined where that is not known. */
  readonly receive: (from: number, message: BullyMessage, sentAtUs: number | undefined) => void;
}

/**
 * Adds `/leader_selected`, `/message_received` and `/bully`. Anyone may call them, as the brief has it: whoever reaches the
 * port can depose the leader or add messages in its name. Raft mode has no such door.
 */
export function addBullyRoutes(app: ServiceApp, { log, peers, receive }: BullyRouteParts): void {
  const ok = { 200: z.object({ status: z.literal('ok'), local_lamport: z.int() }), '4xx': errorSchema };
  const settled = () => ({ status: 'ok' as const, local_lamport: log.lamportTime });
  const common = { errorHandler: tellError, bodyLimit: 4 * longestBodyBytes, config: { isChatter: true } };
  app.get(
    '/leader_selected',
    { ...common, schema: { tags, summary: 'A node says that it leads', querystring: announced, response: ok } },
    ({ query: { sleader }, headers }) => {
      examineNode(sleader, peers);
      receive(sleader, { kind: 'announcement' }, readSentAtUs(headers));
      return settled();
    },
  );
  app.post(
    '/message_received',
    { ...common, schema: { tags, summary: 'Messages of the leader', body: replicated, response: ok } },
    ({ body: { from, entries }, headers }) => {
      examineNode(from, peers);
      examineSender(from, log);
      const latest = Math.max(...entries.map(({ time }) => time));
      examineTime(latest, log);
      receive(from, { kind: 'replicate', entries }, readSentAtUs(headers));
      return { status: 'ok' as const, local_lamport: Math.max(log.lamportTime, latest) + 1 };
    },
  );
  app.post(
    '/bully',
    { ...common, schema: { tags, summary: 'What nodes say to each other', body: heard, response: ok } },
    ({ body: { from, message }, headers }) => {
      examineNode(from, peers);
      receive(from, message, readSentAtUs(headers));
      return settled();
    },
  );
}

/** Adds the same paths to a node in raft mode, whose nodes have a channel of their own. */
export function addRaftRefusals(app: ServiceApp): void {
  const refuse = () => {
    throw new ProblemError(409, 'raft_mode', 'This node is in raft mode: leaders and messages come over /cluster.', {
      hint: 'Start the nodes with MODE=bully, or leave it to them.',
    });
  };
  const schema = { tags, summary: 'In raft mode: 409', response: { 409: errorSchema } };
  app.get('/leader_selected', { schema, errorHandler: tellError }, refuse);
  app.post('/message_received', { schema, errorHandler: tellError }, refuse);
}

function examineNode(node: number, peers: readonly number[]): void {
  if (peers.includes(node)) return;
  throw new ProblemError(400, 'unknown_node', `Node ${node} is none of the others.`, {
    hint: `They are ${peers.join(', ')}.`,
  });
}

/** A follower takes messages of its leader alone; a leader those that it lacks of anyone. */
function examineSender(from: number, log: MessageLog): void {
  const { role, leader } = log.standing();
  if (role === 'leader' || leader === from) return;
  const known = leader === undefined ? 'no leader is known here' : `node ${leader} leads`;
  throw new ProblemError(409, 'not_the_leader', `Node ${from} does not lead: ${known}.`, {
    hint: 'Announce it first: GET /leader_selected?sleader=…',
  });
}

function examineTime(latest: number, log: MessageLog): void {
  if (latest <= log.lamportTime + farthestAhead) return;
  throw new ProblemError(
    400,
    'lamport_time_ahead',
    `The Lamport time ${latest} is too far ahead of ${log.lamportTime}.`,
    {
      hint: 'No message of this cluster can have it: see who sent it.',
    },
  );
}
