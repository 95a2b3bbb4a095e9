/** A node as a service: the HTTP contract, the windows and the page, over whatever log its mode has. */
import type { Clock } from '@temblor/foundation/clock/clock';
import type { ServiceDefinition, ServiceParts } from '@temblor/kit/service/start-service';
import { streamPath, streamProtocol } from '../../client/stream-messages.ts';
import { AppendEndpoint } from './http/append-endpoint.ts';
import { ClusterSecret } from './http/cluster-secret.ts';
import { examineMessage } from './http/draft-request.ts';
import { addKillRoute } from './http/kill-route.ts';
import { importHttpClient, LeaderClient } from './http/leader-client.ts';
import { addLogRoutes } from './http/log-routes.ts';
import { addStatusRoutes } from './http/status-routes.ts';
import { takeAppends } from './http/take-appends.ts';
import type { UpgradeProtocol } from './http/upgrades.ts';
import { offerUpgrades } from './http/upgrades.ts';
import type { MessageLog } from './message-log.ts';
import type { NodeEnvironment } from './node-environment.ts';
import { peersOf } from './node-environment.ts';
import { addPage } from './page/add-page.ts';
import { PhysicalTime } from './physical-time.ts';
import { plantBug } from './plant-bug.ts';
import { acceptStream } from './stream/accept-stream.ts';
import { AppendMeter } from './windows/append-meter.ts';
import type { ExchangeSample } from './windows/exchange-sample.ts';
import { WindowReporter } from './windows/window-reporter.ts';

/** A log of some mode, opened: the service closes it. */
export interface OpenedLog extends AsyncDisposable {
  readonly log: MessageLog;
  /** Some of the messages of other nodes. */
  readonly exchanges: Pick<ExchangeSample, 'take'>;
  /** What the nodes speak with each other over upgraded connections of the node's port. */
  readonly protocols: readonly UpgradeProtocol[];
  /** Settles when the node has ended by itself, with why; with undefined where it was closed. */
  readonly ended: Promise<Error | undefined>;
  /** The node can be called now. Absent: there is nobody to be told. */
  listens?(): void;
  /** Adds the routes that this mode has of its own. */
  addRoutes(app: ServiceParts['app']): void;
}

export type OpenLog = (parts: ServiceParts, environment: NodeEnvironment) => Promise<OpenedLog>;

/** What to run. @param openLog how the log of the mode is opened; it takes part in its cluster from then on. */
export function nodeService(environment: NodeEnvironment, clock: Clock, openLog: OpenLog): ServiceDefinition {
  let opened: OpenedLog | undefined;
  return {
    name: 'node',
    title: 'Log node',
    description: 'One of the nodes that keep the same messages in the same order.',
    environment,
    clock,
    ownPages: ['/health', '/metrics'],
    logFields: () => ({
      timestamp: new Date().toISOString(),
      node_id: environment.INSTANCE_NUMBER,
      lamport_time: opened?.log.lamportTime ?? 0,
      module: 'node',
    }),
    build: async (parts) => {
      const running = parts.resources.use(await openLog(parts, environment));
      opened = running;
      build(parts, environment, running);
      parts.onListening(async () => {
        running.listens?.();
        return new AsyncDisposableStack();
      });
    },
  };
}

function build(parts: ServiceParts, environment: NodeEnvironment, opened: OpenedLog): void {
  const { app, facts, metrics, logger, resources, clock } = parts;
  const { INSTANCE_ID: instance, INSTANCE_NUMBER: nodeId } = environment;
  const { protocols, exchanges } = opened;
  const log = plantBug(opened.log, environment.PLANTED_BUG);
  const peers = peersOf(environment);
  const secret = new ClusterSecret(environment.TEMBLOR_SECRET);
  const meter = new AppendMeter();
  const leader = resources.use(new LeaderClient({ nodeId, urls: peers, secret, importClient: importHttpClient }));
  const nodes = [nodeId, ...peers.keys()];
  const physicalTime = new PhysicalTime(() => Date.now());
  const endpoint = new AppendEndpoint({ log, leader, meter, nodeId, nodes, physicalTime, secret });
  const reporter = resources.use(
    new WindowReporter({
      ...{ instance, log, meter, exchanges, clock },
      write: (window) => facts.write(window),
      trouble: (text) => logger.warn({ module: 'windows' }, text),
    }),
  );
  parts.onListening(async () => {
    leader.prepareOnceLed(log);
    return new AsyncDisposableStack();
  });
  addLogRoutes(app, log, endpoint);
  addStatusRoutes(app, { log, reporter, metrics });
  opened.addRoutes(app);
  addPage(app, { log, reporter, closing: parts.closing });
  if (environment.TEMBLOR_LAB !== undefined) addKillRoute(app, { facts, instance, nodeId });
  parts.takePlain(takeAppends(endpoint, metrics));
  const stream: UpgradeProtocol = {
    path: streamPath,
    name: streamProtocol,
    accept: (socket, head) =>
      acceptStream(socket, head, {
        log: meter.counting(log),
        examine: (content, key) => examineMessage(content, key)?.error,
        nowSeconds: () => physicalTime.nowSeconds(),
        trouble: (text) => logger.warn({ module: 'stream' }, text),
        closing: parts.closing,
      }),
  };
  offerUpgrades(app.server, [...protocols, stream], parts.closing);
}
