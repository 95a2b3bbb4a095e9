/** The voter: asks every inventory replica that is not OFF and answers with what the majority says. */
import { anchorClocks, monotonicClock } from '@temblor/foundation/clock/clock';
import { openPostgresqlBus } from '@temblor/kit/bus/postgresql/open-postgresql-bus';
import { openDatabase } from '@temblor/kit/database/open-database';
import { openHttpClient } from '@temblor/kit/http/http-client';
import { plantedBug, readEnvironment, serviceEnvironment, urlList } from '@temblor/kit/service/environment';
import { runService } from '@temblor/kit/service/run-service';
import type { ServiceParts } from '@temblor/kit/service/start-service';
import { z } from 'zod';
import { plantedBugs } from '../../planted-bugs.ts';
import { recordRequests } from '../../tables/request-recorder.ts';
import type { VotingTables } from '../../tables/voting-tables.ts';
import type { ReadSample } from '../monitor/error-report.ts';
import { ReplicaReader } from './replica-reader.ts';
import { SampleReporter } from './sample-reporter.ts';
import { StatusFeed } from './status-feed.ts';
import { insertInto, VoteLog } from './vote-log.ts';
import { VoteStatistics } from './vote-statistics.ts';
import { Voter } from './voter.ts';
import { addVoterRoutes } from './voter-routes.ts';

const voterEnvironment = serviceEnvironment.extend({
  POSTGRES_URL: z.string().startsWith('postgres'),
  INVENTORY_URLS: urlList,
  MONITOR_URL: z.url(),
  PLANTED_BUG: plantedBug(plantedBugs),
});
type VoterEnvironment = z.infer<typeof voterEnvironment>;

/** Answers that come later than this are not waited for, and not judged. */
const readTimeoutMs = 1500;

function build(parts: ServiceParts, environment: VoterEnvironment): void {
  const { app, logger, metrics, resources, clock, facts } = parts;
  const instance = environment.INSTANCE_ID;
  const database = resources.use(
    openDatabase<VotingTables>({
      url: environment.POSTGRES_URL,
      maxConnections: 3,
      applicationName: instance,
      onError: (error) => logger.warn({ err: error }, 'an idle connection to the database broke'),
    }),
  );
  const bus = resources.use(
    openPostgresqlBus({ database, onTrouble: (error) => logger.warn({ err: error }, 'the bus') }),
  );
  resources.use(recordRequests({ metrics, database, logger, service: 'voter', instance }));
  const readers = openReaders(parts, environment.INVENTORY_URLS, (sample) => voter.sampled(sample));
  const feed = resources.use(
    new StatusFeed(environment.MONITOR_URL, (state, reason) => logger.info({ state, reason }, 'the monitor')),
  );
  const reporter = new SampleReporter(bus, instance);
  const log = new VoteLog(insertInto(database));
  const statistics = new VoteStatistics();
  const trustsFirst = environment.PLANTED_BUG === 'voter-trusts-first';
  const anchor = anchorClocks(clock);
  const voter = resources.use(
    new Voter({ clock, anchor, facts, readers, feed, reporter, log, statistics, trustsFirst }),
  );
  const stats = () => ({
    ...statistics.view(),
    quorum_needed: voter.quorum,
    monitor: feed.state,
    off: [...feed.off.values()],
    reports: { sent: reporter.sent, dropped: reporter.dropped },
    voting_events: { written: log.written, dropped: log.dropped },
  });
  addVoterRoutes(app, voter, stats);
}

function openReaders(
  { resources, clock }: ServiceParts,
  urls: readonly string[],
  onSample: (sample: ReadSample) => void,
): ReplicaReader[] {
  return urls.map((url, index) => {
    const timeoutMs = readTimeoutMs;
    const client = resources.use(openHttpClient(url, { timeoutMs, connections: 16 }));
    const instanceId = urls.length === 1 ? 'inventory' : `inventory-${index + 1}`;
    return new ReplicaReader({ instanceId, client, clock, timeoutMs, onSample });
  });
}

await runService(() => {
  const environment = readEnvironment(process.env, voterEnvironment);
  return {
    name: 'voter',
    title: 'Voter',
    description: 'Asks the inventory replicas and answers with what the majority says at a common offset.',
    environment,
    clock: monotonicClock,
    build: (parts) => build(parts, environment),
  };
});
