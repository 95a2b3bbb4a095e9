/** Opens the message log of a node in raft mode: its store, its Raft, and its way to the other nodes. */
import { join } from 'node:path';
import type { Clock } from '@temblor/foundation/clock/clock';
import { messageOf } from '@temblor/foundation/errors/temblor-error';
import type { Random } from '@temblor/foundation/randomness/random';
import { openNode } from '@temblor/host/node/open-node';
import type { ProtocolNode } from '@temblor/host/node/protocol-node';
import type { RaftOptions } from '@temblor/protocols/raft/options';
import { defaultRaftOptions } from '@temblor/protocols/raft/options';
import type { RaftTypes } from '@temblor/protocols/raft/state';
import type { RaftCommand } from '@temblor/protocols/raft/types';
import { addRaftRefusals } from '../bully-mode/bully-routes.ts';
import type { ClusterSecret } from '../http/cluster-secret.ts';
import type { OpenedLog } from '../node-service.ts';
import { ExchangeSample } from '../windows/exchange-sample.ts';
import { addBlocksRoute } from './blocks-route.ts';
import { CatchUp } from './catch-up.ts';
import { Compaction } from './compaction.ts';
import { guardedRaft, snapshotData } from './guarded-raft.ts';
import { LogMachine } from './log-machine.ts';
import { raftCodecs, raftFormatVersion } from './raft-codecs.ts';
import { RaftMessageLog } from './raft-log.ts';
import { stampedMessages } from './stamped-messages.ts';
import { checkInTime } from './store-check.ts';
import { clusterUpgrade, upgradedSocket, upgradingDial } from './upgrading-dial.ts';
import type { NodeWord } from './watched-raft.ts';
import { watchedRaft } from './watched-raft.ts';

const defaultCompactAfterLength = 16 * 1024 * 1024;

/** A node has caught up by then, as a rule. */
const defaultCheckAfterMs = 3000;

export interface RaftLogOptions {
  readonly nodeId: number;
  /** Every node of the cluster, this one too. */
  readonly nodes: readonly number[];
  /** Nodes of different clusters refuse each other. */
  readonly cluster: string;
  /** Where the node keeps everything; no two nodes may have the same. */
  readonly dataFolder: string;
  /** By which the nodes know each other from everyone else who reaches the port. */
  readonly secret: ClusterSecret;
  /** Where another node is called (`http://host:port`); undefined where that is not known (yet). */
  readonly urlOf: (node: number) => string | undefined;
  /** A follower that hears nothing for a time drawn from this range stands for election. 150 to 300 ms where absent. */
  readonly electionTimeoutMs?: { readonly low: number; readonly high: number };
  /** 50 ms where absent. */
  readonly heartbeatMs?: number;
  /** Data in the Raft log, in characters, after which it is compacted. 16 Mi where absent. */
  readonly compactAfterLength?: number;
  /** When to begin to check older messages than a start needs, in ms. 3000 where absent. */
  readonly checkAfterMs?: number;
  /** As `MessageStoreOptions` has it. */
  readonly segmentBytes?: number;
  /** How many messages back a key is known; the same on every node. A million where absent. */
  readonly keyReach?: number;
  readonly clock: Clock;
  readonly random: Random;
  /** Told of each leader that this node comes to know of, once a term. */
  readonly leaderElected: (leader: number, term: number) => void;
  /** Told of who takes part and who was not heard any more, while this node leads; absent: nobody wants to know. */
  readonly nodeSeen?: (word: NodeWord) => void;
  /** What was found to be wrong with files, refusals of other nodes, failures to fetch: a sentence each. */
  readonly trouble: (text: string) => void;
}

/** The log of a node, and what the other nodes ask of it. */
export interface OpenedRaftLog extends OpenedLog {
  /**
   * Settles when the node has ended: with why (`disk-full`, `disk-failed`, `store-damaged`, a defect), or with undefined where
   * it was closed.
   */
  readonly ended: Promise<Error | undefined>;
}

/**
 * Opens the log, as far as the disk has it; the node takes part from then on.
 *
 * @throws `log-format-newer`, `log-format-older`, `log-of-another-node`, `log-unreadable`, `store-damaged`, `disk-full`,
 * `disk-failed`.
 */
export async function openRaftLog(options: RaftLogOptions): Promise<OpenedRaftLog> {
  await using opened = new AsyncDisposableStack();
  const { nodeId: node, dataFolder, trouble } = options;
  const broken = Promise.withResolvers<Error>();
  const { segmentBytes, keyReach, checkAfterMs: afterMs = defaultCheckAfterMs } = options;
  const { machine, finding, hadMessages } = await LogMachine.open(
    {
      ...{ directory: join(dataFolder, 'messages'), node, damaged: broken.resolve },
      ...(segmentBytes === undefined ? {} : { segmentBytes }),
    },
    keyReach,
  );
  const { store } = opened.use(machine);
  opened.use(checkInTime({ store, afterMs, trouble }));
  if (finding !== undefined) trouble(`${join(dataFolder, 'messages')}: ${finding.text}`);
  let raftNode: ProtocolNode<RaftTypes> | undefined;
  const command = (asked: RaftCommand) => raftNode?.command(asked);
  const compaction = new Compaction({
    store,
    afterLength: options.compactAfterLength ?? defaultCompactAfterLength,
    turn: { place: options.nodes.toSorted((one, other) => one - other).indexOf(node), of: options.nodes.length },
    compact: (index, count) => command({ kind: 'compact', index, data: snapshotData(count) }),
    failed: (error) => broken.resolve(error instanceof Error ? error : new Error(messageOf(error))),
  });
  const log = opened.use(new RaftMessageLog({ ...options, machine, compaction, command }));
  const exchanges = new ExchangeSample(options.clock);
  const codecs = raftCodecs();
  const arrived: ExchangeSample['arrived'] = (from, sentAtUs, label) => exchanges.arrived(from, sentAtUs, label);
  const message = stampedMessages(codecs.message, { node, clock: options.clock, arrived });
  const catchUp = opened.use(
    new CatchUp({ ...options, store, take: (block) => log.takeBlock(block), failed: broken.resolve }),
  );
  const guarded = guardedRaft(raftOptions(options), {
    atStart: { count: store.count, hadMessages },
    lost: (count) => trouble(lostMessages(join(dataFolder, 'messages'), store.count, count)),
    durableCount: () => catchUp.durableCount,
    lacking: (leader, count) => catchUp.fetch(leader, count),
  });
  const running = opened.use(
    await openNode(
      watchedRaft(guarded, (word) => options.nodeSeen?.(word)),
      {
        ...options,
        node,
        version: raftFormatVersion,
        directory: join(dataFolder, 'raft'),
        dial: upgradingDial(options.urlOf, options.secret),
        lost: (other) => command({ kind: 'suspect', node: other }),
        codecs: { ...codecs, message },
        output: (output) => log.take(output),
      },
    ),
  );
  raftNode = running;
  const ended = Promise.race([running.ended, broken.promise]).then(async (failure) => {
    log.end(failure?.message);
    await running[Symbol.asyncDispose]().catch((error: unknown) => trouble(messageOf(error)));
    return failure;
  });
  const resources = opened.move();
  return {
    log,
    ended,
    exchanges,
    protocols: [
      {
        ...clusterUpgrade,
        admits: (headers) => options.secret.isProvedBy(headers),
        accept: (stream, head) => raftNode?.accept(upgradedSocket(stream, head)),
      },
    ],
    // The others try one that is away ever more rarely: they learn here that it is back.
    listens: () => {
      for (const other of options.nodes) if (other !== node) running.connect(other);
    },
    addRoutes: (app) => {
      addBlocksRoute(app, store, options.secret);
      addRaftRefusals(app);
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

function lostMessages(directory: string, held: number, count: number): string {
  return `${directory}: messages ${held + 1} to ${count} were durable and are gone, with the end of a file or with whole files; the Raft log is kept, and the messages are fetched from the other nodes`;
}

function raftOptions({ nodes, electionTimeoutMs, heartbeatMs }: RaftLogOptions): RaftOptions {
  const { electionTimeoutUs, heartbeatUs } = defaultRaftOptions;
  return {
    ...defaultRaftOptions,
    initial: { voters: nodes, learners: [] },
    electionTimeoutUs:
      electionTimeoutMs === undefined
        ? electionTimeoutUs
        : { low: electionTimeoutMs.low * 1000, high: electionTimeoutMs.high * 1000 },
    heartbeatUs: heartbeatMs === undefined ? heartbeatUs : heartbeatMs * 1000,
  };
}
