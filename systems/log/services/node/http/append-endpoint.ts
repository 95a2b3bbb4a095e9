/** `POST /`: the same whether Fastify or the short way in front of it took the request. */

import { z } from 'zod';
import type { MessageLog } from '../message-log.ts';
import type { PhysicalTime } from '../physical-time.ts';
import type { AppendMeter } from '../windows/append-meter.ts';
import type { Answer } from './answer.ts';
import { answerOf, noLeader } from './answer.ts';
import type { ClusterSecret } from './cluster-secret.ts';
import type { PostedRequest } from './draft-request.ts';
import { readDraft } from './draft-request.ts';
import type { LeaderClient } from './leader-client.ts';

export class AppendEndpoint {
  readonly #log: MessageLog;
  readonly #leader: LeaderClient;
  readonly #meter: AppendMeter;
  readonly #nodes: readonly number[];
  readonly #nodeId: number;
  readonly #physicalTime: PhysicalTime;
  readonly #secret: ClusterSecret;

  constructor(parts: {
    readonly log: MessageLog;
    readonly leader: LeaderClient;
    readonly meter: AppendMeter;
    readonly nodeId: number;
    readonly physicalTime: PhysicalTime;
    readonly secret: ClusterSecret;
    /** All nodes of the cluster. */
    readonly nodes: readonly number[];
  }) {
    this.#log = parts.log;
    this.#leader = parts.leader;
    this.#meter = parts.meter;
    this.#nodes = parts.nodes;
    this.#nodeId = parts.nodeId;
    this.#physicalTime = parts.physicalTime;
    this.#secret = parts.secret;
  }

  /** Appends here where this node leads, and through the leader where another does. Never rejects. */
  async answer(request: PostedRequest): Promise<Answer> {
    const startedMs = performance.now();
    const read = readDraft(request, {
      nodeId: this.#nodeId,
      nodes: this.#nodes,
      lamportTime: this.#log.lamportTime,
      physicalTime: this.#physicalTime,
      secret: this.#secret,
    });
    if (read.kind === 'refused') {
      this.#meter.settled('refused', performance.now() - startedMs);
      return read.answer;
    }
    const { draft, forwarded } = read;
    const outcome = await this.#log.append(draft);
    if (forwarded) return answerOf(outcome);
    const isElsewhere = outcome.kind === 'not-leader' && outcome.leader !== undefined;
    const answer = isElsewhere ? await this.#forward(outcome.leader, read.draft) : answerOf(outcome);
    this.#meter.settled(settlementOf(answer.status), performance.now() - startedMs);
    return answer;
  }

  async #forward(leader: number, draft: Parameters<LeaderClient['forward']>[1]): Promise<Answer> {
    if (leader === this.#nodeId) return noLeader(`node ${leader} is about to lead`);
    const answer = await this.#leader.forward(leader, draft, this.#log.leadership);
    const lamportTime = lamportTimeIn(answer);
    if (lamportTime !== undefined) this.#log.hearTime(lamportTime);
    return answer;
  }
}

const appendedSchema = z.object({ lamport_timestamp: z.int() });

/** Of the message that was appended; undefined where none was. */
function lamportTimeIn({ status, body }: Answer): number | undefined {
  return status === 200 ? appendedSchema.safeParse(JSON.parse(body)).data?.lamport_timestamp : undefined;
}

function settlementOf(status: number): 'accepted' | 'refused' | 'unknown' {
  if (status === 200) return 'accepted';
  return status === 504 ? 'unknown' : 'refused';
}
