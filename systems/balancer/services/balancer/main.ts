/** The balancer: a reverse proxy over the image servers, and its own pages under `/_lb/`. */
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import { drawSeed, seededRandom } from '@temblor/foundation/randomness/random';
import { readEnvironment } from '@temblor/kit/service/environment';
import { runService } from '@temblor/kit/service/run-service';
import type { ServiceParts } from '@temblor/kit/service/start-service';
import { systemTime } from '@temblor/resilience/time/system-time';
import type { BalancerEnvironment } from './balancer-environment.ts';
import { balancerEnvironment, upstreamsOf } from './balancer-environment.ts';
import { addBalancerRoutes } from './pages/balancer-routes.ts';
import { presentReplicas } from './pages/replica-page.ts';
import type { ProxyParts, Proxy as ReverseProxy } from './proxy/open-proxy.ts';
import { openProxy } from './proxy/open-proxy.ts';
import type { ProxyOptions } from './proxy/options.ts';
import { defaultProxyOptions } from './proxy/options.ts';
import { HealthChecks } from './replicas/health-checks.ts';
import { ReplicaRotation } from './replicas/rotation.ts';
import { rotationRules } from './replicas/rotation-rules.ts';
import { RotationTimer } from './replicas/rotation-timer.ts';
import { BalancerStatistics } from './statistics/balancer-statistics.ts';
import { WindowReporter } from './statistics/window-reporter.ts';

/** How long answers may take that are under way when the balancer is asked to end. */
const drainMs = 4000;

/** Only the proxy asks for the pages. */
const pagesHost = '127.0.0.1';

function proxyOptions({ HEDGE, PLANTED_BUG }: BalancerEnvironment): ProxyOptions {
  const options = { ...defaultProxyOptions, hedges: HEDGE === 'on' };
  switch (PLANTED_BUG) {
    case 'no-retries':
      return { ...options, retries: false, hedges: false };
    case 'retries-without-budget': {
      const endless = { ratio: 100, minPerSecond: 1_000_000, burst: 1_000_000 };
      return { ...options, budget: endless, breakBudget: endless };
    }
    case 'crowd-in-half-open':
    case 'ignores-passive':
    case undefined:
      return options;
    default:
      return PLANTED_BUG satisfies never;
  }
}

function openRotation(
  { facts }: ServiceParts,
  environment: BalancerEnvironment,
  statistics: BalancerStatistics,
): ReplicaRotation {
  const { INSTANCE_ID: instance, STRATEGY: strategy, TEMBLOR_LAB, TEMBLOR_SEED } = environment;
  return new ReplicaRotation({
    instance,
    upstreams: upstreamsOf(environment),
    strategy,
    rules: rotationRules(environment.PLANTED_BUG),
    clock: systemTime,
    random: seededRandom(TEMBLOR_LAB === undefined ? drawSeed() : TEMBLOR_SEED).fork(instance),
    observer: {
      fact: (fact) => facts.write(fact),
      settled: (upstream, outcome, latencyMs) => statistics.settled(upstream, outcome, latencyMs),
    },
  });
}

function checkHealth(parts: ServiceParts, environment: BalancerEnvironment, rotation: ReplicaRotation): HealthChecks {
  return new HealthChecks({
    upstreams: rotation.all,
    options: {
      intervalMs: environment.HEALTH_INTERVAL_MS,
      timeoutMs: environment.HEALTH_TIMEOUT_MS,
      failuresToDown: environment.HEALTH_FAILURES,
      passesToUp: environment.HEALTH_PASSES,
    },
    time: systemTime,
    servedFromMs: (id) => rotation.servedFromMs(id),
    onNews: (replica, news) => {
      parts.logger.info({ replica, ...news }, 'a health check');
      rotation.checked(replica, news);
    },
  });
}

function build(parts: ServiceParts, environment: BalancerEnvironment): void {
  const { app, logger, metrics, resources, clock, facts } = parts;
  const { HOST: host, PORT: port, INSTANCE_ID: instance, TEMBLOR_LAB, TEMBLOR_SEED } = environment;
  const statistics = new BalancerStatistics(instance);
  const rotation = openRotation(parts, environment, statistics);
  resources.use(new WindowReporter({ statistics, rotation, clock, write: (window) => facts.write(window) }));
  resources.use(checkHealth(parts, environment, rotation));
  resources.use(new RotationTimer(rotation, systemTime));
  addBalancerRoutes(app, { instance, rotation, statistics, clock: systemTime });
  parts.setHealth(() => ({
    ready: rotation.isReady,
    detail: {
      strategy: rotation.strategy,
      panic: rotation.panic,
      replicas: presentReplicas(rotation.view(), systemTime.nowMs()),
    },
  }));
  let clients = () => 0;
  metrics.addGauge('balancer_clients', 'Connections of clients', () => clients());
  for (const name of ['requests', 'failures', 'refused', 'retries', 'hedges'] as const) {
    metrics.addGauge(`balancer_${name}_since_start`, `Since the start: ${name}`, () => statistics.totals[name]);
  }
  parts.onListening(async (pagesPort) => {
    const proxy = await listen({
      host,
      port,
      upstreams: rotation,
      pages: { host: pagesHost, port: pagesPort },
      options: proxyOptions(environment),
      time: systemTime,
      random: seededRandom(TEMBLOR_LAB === undefined ? drawSeed() : TEMBLOR_SEED).fork(`${instance}-proxy`),
      observe: (event) => statistics.proxied(event),
    });
    clients = () => proxy.openClients;
    logger.info({ port: proxy.port, strategy: rotation.strategy }, 'balancing');
    return { [Symbol.asyncDispose]: () => drain(proxy) };
  });
}

async function listen(parts: ProxyParts): Promise<ReverseProxy> {
  try {
    return await openProxy(parts);
  } catch (error) {
    if (error instanceof TemblorError) throw error;
    throw new TemblorError('cannot-listen', `cannot listen on ${parts.host}:${parts.port}: ${messageOf(error)}`, {
      hint: 'Stop what uses the port, or set PORT to a free one (0 takes any).',
      cause: error,
    });
  }
}

async function drain(proxy: ReverseProxy): Promise<void> {
  await proxy.drain(drainMs);
  await proxy[Symbol.asyncDispose]();
}

await runService(() => {
  const environment = readEnvironment(process.env, balancerEnvironment);
  return {
    name: 'balancer',
    title: 'Balancer',
    description: 'A reverse proxy over the image servers; these are its own pages, shown under /_lb/.',
    environment: { ...environment, HOST: pagesHost, PORT: 0 },
    clock: monotonicClock,
    build: (parts) => build(parts, environment),
  };
});
