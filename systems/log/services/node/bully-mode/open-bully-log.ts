import { join } from 'node:path';
import type { Clock } from '@temblor/foundation/clock/clock';
import type { Random } from '@temblor/foundation/randomness/random';
import { jsonCodec } from '@temblor/host/codec/codec';
import { runNode } from '@temblor/host/node/open-node';
import type { ProtocolNode } from '@temblor/host/node/protocol-node';
import { bully } from '@temblor/protocols/bully/bully';
import type { BullyEntry } from '@temblor/protocols/bully/entry';
import { defaultBullyOptions } from '@temblor/protocols/bully/options';
import type { BullyMessage, BullyTypes } from '@temblor/protocols/bully/types';
import type { Protocol } from '@temblor/protocols/port/protocol';
import type { OpenedLog } from '../node-service.ts';
import { ExchangeSample } from '../windows/exchange-sample.ts';
import { BullyLog } from './bully-log.ts';
import { addBullyRoutes } from './bully-routes.ts';
import { bullyCodec, HttpTransport } from './http-transport.ts';

export interface BullyLogOptions {
  readonly nodeId: number;
  /** Where each other node is called. */
  readonly peers: ReadonlyMap<number, string>;
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly random: Random;
  /** So often followers ask for the leader; half of the silence after which it is taken for dead, at most. */
  readonly heartbeatMs: number;
  readonly silenceMs: number;
  readonly leaderElected: (leader: number, count: number) => void;
  readonly trouble: (text: string) => void;
}

/** Opens the log of a node in bully mode. @throws as `openNode` of the host does, but for what its connections throw. */
export async function openBullyLog(options: BullyLogOptions): Promise<OpenedLog> {
  await using opened = new AsyncDisposableStack();
  const { nodeId, peers, dataFolder, heartbeatMs, silenceMs } = options;
  let node: ProtocolNode<BullyTypes> | undefined;
  // Requests of an earlier life have lower numbers: it began at an earlier time, and counted by ones.
  const firstRequest = Date.now() * 1000;
  const command: ProtocolNode<BullyTypes>['command'] = (asked) => node?.command(asked);
  const log = opened.use(new BullyLog({ ...options, command, firstRequest }));
  const protocol = bully({
    ...defaultBullyOptions,
    nodes: [nodeId, ...peers.keys()].sort((left, right) => left - right),
    heartbeatUs: heartbeatMs * 1000,
    silenceUs: silenceMs * 1000,
    answerUs: heartbeatMs * 1000,
    announcementUs: silenceMs * 1000,
  });
  const codecs = { message: bullyCodec, register: jsonCodec<null>(), record: jsonCodec<BullyEntry>() };
  node = opened.use(
    await runNode(
      remembering(protocol, (entry) => log.store(entry)),
      {
        ...{ node: nodeId, directory: join(dataFolder, 'bully'), codecs, clock: options.clock, random: options.random },
        output: (output) => log.take(output),
        trouble: options.trouble,
      },
      async () => new HttpTransport(nodeId, peers, options.clock),
    ),
  );
  const running = node;
  const exchanges = new ExchangeSample(options.clock);
  const resources = opened.move();
  return {
    log,
    exchanges,
    protocols: [],
    ended: running.ended,
    addRoutes: (app) =>
      addBullyRoutes(app, {
        log,
        peers: [...peers.keys()],
        receive: (from, message, sentAtUs) => {
          if (sentAtUs !== undefined) exchanges.arrived(from, sentAtUs, () => describeMessage(message));
          running.receive(from, bullyCodec.encode(message));
        },
      }),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** A message in a few words. */
function describeMessage(message: BullyMessage): string {
  if (message.kind !== 'replicate') return message.kind;
  const [first] = message.entries;
  const more = message.entries.length - 1;
  return `replicate ${first?.time ?? 0}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The same protocol, which tells of what was found on the disk: it has no output for that. */
function remembering(protocol: Protocol<BullyTypes>, tell: (entry: BullyEntry) => void): Protocol<BullyTypes> {
  return {
    ...protocol,
    start(node, recovered, atUs) {
      for (const entry of recovered.records) tell(entry);
      return protocol.start(node, recovered, atUs);
    },
  };
}
