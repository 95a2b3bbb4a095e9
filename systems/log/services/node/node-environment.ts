/** What a node takes from its environment. */
import { plantedBug, serviceEnvironment, urlList } from '@temblor/kit/service/environment';
import { z } from 'zod';
import { plantedBugs } from '../../planted-bugs.ts';

const milliseconds = z.coerce.number().int().min(1).max(60_000);

/** Its schema; the lab gives `NODE_URLS`, `DATA_FOLDER`, `PORT` and `INSTANCE_NUMBER`, and everything else has a default. */
export const nodeEnvironment = serviceEnvironment
  .extend({
    /** The other nodes, in the order of their numbers; absent: the node is alone. */
    NODE_URLS: urlList.default([]),
    /** Where the log is kept. */
    DATA_FOLDER: z.string().min(1),
    /** `bully` is as the brief has it, and not safe. */
    MODE: z.enum(['raft', 'bully']).default('raft'),
    /** A follower waits for the leader between this and twice this: long against a round trip, short against an outage. */
    ELECTION_TIMEOUT_MS: milliseconds.default(150),
    HEARTBEAT_MS: milliseconds.default(50),
    /** The same on every node, and nowhere else: by it nodes prove to each other that they are of the cluster. */
    TEMBLOR_SECRET: z
      .string()
      .regex(/^[\x21-\x7e]{16,}$/, 'must be 16 visible ASCII characters or more')
      .optional(),
    PLANTED_BUG: plantedBug(plantedBugs),
  })
  .superRefine(({ HEARTBEAT_MS, ELECTION_TIMEOUT_MS }, context) => {
    if (HEARTBEAT_MS * 2 <= ELECTION_TIMEOUT_MS) return;
    const message = `${HEARTBEAT_MS} ms is more than half of ELECTION_TIMEOUT_MS, ${ELECTION_TIMEOUT_MS} ms: one late heartbeat would be an election`;
    context.addIssue({ code: 'custom', path: ['HEARTBEAT_MS'], message });
  })
  .superRefine(({ TEMBLOR_SECRET, NODE_URLS }, context) => {
    if (TEMBLOR_SECRET !== undefined || NODE_URLS.length === 0) return;
    const message = 'a node that is not alone needs it: draw one, and give it to every node of the cluster';
    context.addIssue({ code: 'custom', path: ['TEMBLOR_SECRET'], message });
  })
  .superRefine(({ INSTANCE_NUMBER, NODE_URLS }, context) => {
    if (INSTANCE_NUMBER <= NODE_URLS.length + 1) return;
    const message = `node ${INSTANCE_NUMBER} would be one of ${NODE_URLS.length + 1} nodes`;
    context.addIssue({ code: 'custom', path: ['INSTANCE_NUMBER'], message });
  });
/** What `readEnvironment` makes of it. */
export type NodeEnvironment = z.infer<typeof nodeEnvironment>;

/** Where each other node is called: numbers are given in order, leaving this node's own out. */
export function peersOf({ INSTANCE_NUMBER, NODE_URLS }: NodeEnvironment): ReadonlyMap<number, string> {
  return new Map(NODE_URLS.map((url, index) => [index + 1 < INSTANCE_NUMBER ? index + 1 : index + 2, url]));
}
