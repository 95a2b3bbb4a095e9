/** A node behind its HTTP contract, for tests. */
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { readEnvironment } from '@temblor/kit/service/environment';
import { startService } from '@temblor/kit/service/start-service';
import type { JournalFact } from '@temblor/lab/journal/event';
import { parseFactLine } from '@temblor/lab/journal/fact-line';
import { addRaftRefusals } from '../../bully-mode/bully-routes.ts';
import { nodeEnvironment } from '../../node-environment.ts';
import type { OpenedLog } from '../../node-service.ts';
import { nodeService } from '../../node-service.ts';
import { FakeLog } from './fake-log.ts';

/** What the nodes of a test prove themselves by. */
export const secret = 'known-to-these-nodes';
/** A node, and what it was asked and told. */
export interface ContractNode {
  readonly url: string;
  readonly log: FakeLog;
  readonly facts: JournalFact[];
  ask(path: string, init?: RequestInit): Promise<{ status: number; body: unknown; type: string | null }>;
}

/** Opens a node of a fake log, which leads itself unless told otherwise. @param stack what ends it. */
export async function openNode(
  stack: AsyncDisposableStack,
  options: { id?: number; leader?: number | undefined; peers?: string; lab?: boolean } = {},
): Promise<ContractNode> {
  const { id = 1, peers = 'http://127.0.0.1:9,http://127.0.0.1:9' } = options;
  const leader = 'leader' in options ? options.leader : id;
  const role = leader === id ? 'leader' : 'follower';
  const log = new FakeLog({ nodeId: id, mode: 'raft', role, leader, term: 1 });
  const facts: JournalFact[] = [];
  const environment = readEnvironment(
    {
      ...{ PORT: '0', INSTANCE_ID: `node-${id}`, INSTANCE_NUMBER: String(id), LOG_LEVEL: 'silent' },
      ...{
        NODE_URLS: peers,
        DATA_FOLDER: 'none',
        TEMBLOR_SECRET: secret,
        TEMBLOR_LAB: options.lab === true ? '1' : '',
      },
    },
    nodeEnvironment,
  );
  const { promise: ended } = Promise.withResolvers<undefined>();
  const opened: OpenedLog = {
    ...{ log, protocols: [], exchanges: { take: () => [] }, ended },
    addRoutes: addRaftRefusals,
    [Symbol.asyncDispose]: async () => undefined,
  };
  const service = await startService({
    ...nodeService(environment, monotonicClock, async () => opened),
    writeLine: (line) => {
      const parsed = parseFactLine(line);
      if (parsed !== undefined) facts.push(parsed.fact);
    },
  });
  stack.defer(() => service.stop());
  const ask: ContractNode['ask'] = async (path, init) => {
    const answer = await fetch(service.url + path, init);
    const type = answer.headers.get('content-type');
    const text = await answer.text();
    return { status: answer.status, body: type?.includes('json') === true ? JSON.parse(text) : text, type };
  };
  return { url: service.url, log, facts, ask };
}

/** A request that sends a body. */
export const post = (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': 'application/json', ...headers },
});
/** A request that appends a message. */
export const message = (text: string) => post(JSON.stringify({ message: text }));
