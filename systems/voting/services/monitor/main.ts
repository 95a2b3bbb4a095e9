/** The monitor: checks every instance of the system, and decides who is ON and who is OFF. */
import { anchorClocks, monotonicClock } from '@temblor/foundation/clock/clock';
import { openPostgresqlBus } from '@temblor/kit/bus/postgresql/open-postgresql-bus';
import { openDatabase } from '@temblor/kit/database/open-database';
import { plantedBug, readEnvironment, serviceEnvironment, urlList } from '@temblor/kit/service/environment';
import { runService } from '@temblor/kit/service/run-service';
import type { ServiceParts } from '@temblor/kit/service/start-service';
import type { WatchOptions } from '@temblor/protocols/failure-detectors/instance-watch';
import { z } from 'zod';
import { plantedBugs } from '../../planted-bugs.ts';
import type { VotingTables } from '../../tables/voting-tables.ts';
import { allDetectors, detectorList } from './detectors.ts';
import { errorReportSchema, errorTopic } from './error-report.ts';
import { Monitor } from './monitor.ts';
import { addMonitorRoutes } from './monitor-routes.ts';
import type { MonitoredTarget } from './monitored-instance.ts';
import { StatusStreams } from './status-streams.ts';
import { StatusWriter } from './status-writer.ts';

const monitorEnvironment = serviceEnvironment.extend({
  POSTGRES_URL: z.string().startsWith('postgres'),
  INVENTORY_URLS: urlList,
  ORDERS_URL: z.url(),
  VOTER_URL: z.url(),
  DETECTORS: detectorList,
  PLANTED_BUG: plantedBug(plantedBugs),
});
type MonitorEnvironment = z.infer<typeof monitorEnvironment>;

/** The spec's second: without a check for so long an instance is UNKNOWN. */
const unknownAfterUs = 1_000_000;
const startGraceUs = 5_000_000;

function targetsOf(environment: MonitorEnvironment): MonitoredTarget[] {
  const { INVENTORY_URLS: urls, ORDERS_URL, VOTER_URL } = environment;
  const replicas = urls.map((url, index) => ({
    service: 'inventory',
    instanceId: urls.length === 1 ? 'inventory' : `inventory-${index + 1}`,
    url,
    replica: true,
  }));
  return [
    ...replicas,
    { service: 'orders', instanceId: 'orders', url: ORDERS_URL, replica: false },
    { service: 'voter', instanceId: 'voter', url: VOTER_URL, replica: false },
  ];
}

function watchOptions({ DETECTORS, PLANTED_BUG }: MonitorEnvironment): WatchOptions {
  const armed = PLANTED_BUG === 'monitor-never-off' ? new Set<never>() : DETECTORS;
  const options = { detectors: allDetectors(), armed, unknownAfterUs, startGraceUs };
  return PLANTED_BUG === 'monitor-flaps' ? { ...options, recoveryRule: { passes: 1, agreements: 0 } } : options;
}

function build(parts: ServiceParts, environment: MonitorEnvironment): void {
  const { app, logger, metrics, resources, clock, facts, closing } = parts;
  const instanceId = environment.INSTANCE_ID;
  const onTrouble = (error: unknown) => logger.warn({ err: error }, 'the database');
  const database = resources.use(
    openDatabase<VotingTables>({
      url: environment.POSTGRES_URL,
      maxConnections: 2,
      applicationName: instanceId,
      onError: onTrouble,
    }),
  );
  const bus = resources.use(openPostgresqlBus({ database, onTrouble }));
  const onChange = () => {
    streams.send();
    writer.write();
  };
  const watch = watchOptions(environment);
  const targets = targetsOf(environment);
  const anchor = anchorClocks(clock);
  const monitor = new Monitor({ instanceId, targets, watch, clock, anchor, facts, onChange });
  const streams = new StatusStreams(() => monitor.view());
  closing.addEventListener('abort', () => streams[Symbol.dispose]());
  const writer = resources.use(new StatusWriter(database, () => monitor.view().instances, onTrouble));
  monitor.audit = writer;
  resources.use(monitor);
  resources.use(
    bus.subscribe(errorTopic, { after: 'latest', signal: closing }, (events) => {
      for (const event of events) {
        const report = errorReportSchema.safeParse(event.value);
        if (report.success) monitor.report(report.data.samples);
        else logger.warn({ offset: event.offset }, 'an event of error-queue is no report');
      }
    }),
  );
  metrics.addGauge('monitor_late_ticks', 'How often the monitor itself was late', () => monitor.lateTicks);
  parts.setHealth(() => ({ ready: monitor.isReady }));
  addMonitorRoutes(app, monitor, streams);
}

await runService(() => {
  const environment = readEnvironment(process.env, monitorEnvironment);
  return {
    name: 'monitor',
    title: 'Monitor',
    description: 'Checks every instance of the system every 200 ms and decides who is ON and who is OFF.',
    environment,
    clock: monotonicClock,
    build: (parts) => build(parts, environment),
  };
});
