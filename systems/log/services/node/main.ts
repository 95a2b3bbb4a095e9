/** A node of the replicated log, in raft mode or in bully mode. */
import { setFlagsFromString } from 'node:v8';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import type { Random } from '@temblor/foundation/randomness/random';
import { drawSeed, seededRandom } from '@temblor/foundation/randomness/random';
import { readEnvironment } from '@temblor/kit/service/environment';
import { endBy, runService } from '@temblor/kit/service/run-service';
import type { ServiceParts } from '@temblor/kit/service/start-service';
import { ClusterSecret } from './http/cluster-secret.ts';
import type { NodeEnvironment } from './node-environment.ts';
import { nodeEnvironment, peersOf } from './node-environment.ts';
import type { OpenedLog } from './node-service.ts';
import { nodeService } from './node-service.ts';
import type { NodeWord } from './raft-mode/watched-raft.ts';

/** What either mode is opened with. */
function commonOptions({ facts, logger, clock }: ServiceParts, environment: NodeEnvironment) {
  const { INSTANCE_ID: instance, INSTANCE_NUMBER: nodeId, MODE: module } = environment;
  return {
    nodeId,
    dataFolder: environment.DATA_FOLDER,
    heartbeatMs: environment.HEARTBEAT_MS,
    clock,
    random: randomOf(environment),
    leaderElected: (leader: number, term: number) => {
      logger.info({ module, leader, term }, `node ${leader} leads`);
      if (leader === nodeId) facts.write({ type: 'leader-elected', instance, term });
    },
    trouble: (text: string) => logger.warn({ module }, text),
  };
}

/** In a lab the same seed gives the same time-outs in the same order. */
function randomOf({ TEMBLOR_LAB, TEMBLOR_SEED, INSTANCE_ID }: NodeEnvironment): Random {
  return seededRandom(TEMBLOR_LAB === undefined ? drawSeed() : TEMBLOR_SEED).fork(INSTANCE_ID);
}

/** What a leader says of the nodes, as detections of the journal. */
function toldOf({ facts }: ServiceParts, { INSTANCE_ID: by }: NodeEnvironment): (word: NodeWord) => void {
  return (word) => {
    const about = { instance: by.replace(/\d+$/, String(word.node)), by, detector: 'leader' };
    if (word.state === 'on') facts.write({ type: 'instance-on', ...about, reason: 'it takes part' });
    else facts.write({ type: 'instance-off', ...about, reason: `not heard for ${word.silentMs.toFixed(0)} ms` });
  };
}

async function openRaft(parts: ServiceParts, environment: NodeEnvironment): Promise<OpenedLog> {
  const { openRaftLog } = await import('./raft-mode/open-raft-log.ts');
  const peers = peersOf(environment);
  const { ELECTION_TIMEOUT_MS: lowMs, INSTANCE_NUMBER: nodeId } = environment;
  return openRaftLog({
    ...commonOptions(parts, environment),
    nodes: [nodeId, ...peers.keys()].sort((left, right) => left - right),
    cluster: 'log',
    secret: new ClusterSecret(environment.TEMBLOR_SECRET),
    urlOf: (node) => peers.get(node),
    electionTimeoutMs: { low: lowMs, high: 2 * lowMs },
    nodeSeen: toldOf(parts, environment),
  });
}

async function openBully(parts: ServiceParts, environment: NodeEnvironment): Promise<OpenedLog> {
  const { openBullyLog } = await import('./bully-mode/open-bully-log.ts');
  const peers = peersOf(environment);
  const silenceMs = 2 * environment.ELECTION_TIMEOUT_MS;
  return openBullyLog({ ...commonOptions(parts, environment), peers, silenceMs });
}

/** Opens the log of the mode, and loads nothing of the other one. Where it ends by itself, as on a disk that is full, the process does. */
async function openLog(parts: ServiceParts, environment: NodeEnvironment): Promise<OpenedLog> {
  const opened = await (environment.MODE === 'raft' ? openRaft : openBully)(parts, environment);
  void opened.ended.then((failure) => {
    if (failure !== undefined) endBy(failure);
  });
  return opened;
}

await runService(() => nodeService(readEnvironment(process.env, nodeEnvironment), monotonicClock, openLog));
// What was proposed is kept until the Raft log is compacted; a heap that grows by little is collected several times a second
// meanwhile, for nothing. Set now: as an option of the command line it makes Node's own code be compiled anew at each start.
setFlagsFromString('--heap-growing-percent=300');
