/** The experiments on the balancer, the default one first. */
import type {
  Check,
  ExperimentDeclaration,
  PhaseDeclaration,
  PhaseLimits,
  SteadyState,
} from '@temblor/lab/experiment/declaration';
import type { FaultRequest } from '@temblor/lab/faults/fault';
import type { LoadDeclaration } from '@temblor/lab/load/workload';
import {
  amplificationBounded,
  answeredInTime,
  answersComeFromReplicas,
  backInRotation,
  halfOpenOneProbe,
  noClientErrors,
  noFalseAlarms,
  restartsDrained,
  trafficSpread,
} from './checks.ts';

/** `GET /whoami` and a few small images: what two cores can take beside everything else. */
const mixedLoad: LoadDeclaration = {
  ratePerSecond: 400,
  // The first request for an image waits until it is painted.
  timeoutMs: 5000,
  workload: { module: new URL('./workload.ts', import.meta.url) },
};

/** The rate at which the brief wants no client to notice a death. */
const whoamiLoad: LoadDeclaration = {
  ratePerSecond: 2000,
  workload: { requests: [{ name: 'whoami', service: 'balancer', path: '/whoami' }] },
};

const steadyState: SteadyState = {
  requests: [
    { service: 'image', path: '/health', status: 200 },
    { service: 'balancer', path: '/_lb/health', status: 200 },
    { service: 'balancer', path: '/whoami', status: 200 },
  ],
};

/**
 * A replica that answers nothing any more is found by two health checks, 50 ms apart, that wait 100 ms each. One that
 * refuses or fails is found by the next few requests: `passiveLimits`.
 */
const limits: PhaseLimits = { ttdMs: 500, ttrMs: 1000, successPercent: 99.9, p95Ms: 300 };

/** A failure that shows at once, at the first requests that meet it. */
const passive: Partial<PhaseLimits> = { ttdMs: 100, p95Ms: 100 };

/**
 * From the end of a crash's hold a process has to start first, so `back-in-rotation` looks at the rest. That start takes
 * a processor for a while, out of two: the p95 of the phase is then the machine's as much as the balancer's, and the
 * limit of every other phase is enough to show a client that waited for the dead. Who waited while the replica was dead
 * is judged by `answered-in-time`.
 */
const crashed: Partial<PhaseLimits> = { ttdMs: 100, ttrMs: null };

/** Processes that have just started need some seconds until their code is compiled and their images are painted. */
const warmUpMs = 8000;

/** What must be true after every experiment. */
const always: readonly Check[] = [answersComeFromReplicas];

/** How long a fault is held after it was noticed: so much of the load is measured with the replica out. */
const holdMs = 1500;

/** A breaker that opens is tried again after half a second, and then every 750 ms: whole seconds of that are looked at. */
const heldForProbes = { holdMs: 5000, quickHoldMs: 2500 };

const baseline: PhaseDeclaration = { name: 'baseline' };

/** Long enough for a slow start, and for whole seconds after it. */
const afterwards: PhaseDeclaration = { name: 'afterwards', minimumMs: 4500 };

const crashOf = (instance: string): FaultRequest => ({ kind: 'crash', target: { instance }, durationMs: 2000 });

/** It answers `/health` well and fails everything else. */
const lieOf = (instance: string): FaultRequest => ({
  kind: 'intermittent',
  target: { instance },
  probability: 1,
  spareHealth: true,
});

const faults: ExperimentDeclaration = {
  title: 'The balancer under one fault at a time',
  description:
    'A replica that dies, one that stands still, one that is slow and one that fails everything but its health check, under 400 requests a second: how long the balancer takes to find each and to take it back, and whether a client sees any of it.',
  steadyState,
  load: mixedLoad,
  warmUpMs,
  limits,
  checks: [...always, noClientErrors, backInRotation, trafficSpread],
  phases: [
    baseline,
    { name: 'kill', faults: [crashOf('image-1')], limits: crashed, holdMs: 0 },
    { name: 'pause', faults: [{ kind: 'pause', target: { instance: 'image-2' } }], holdMs },
    { name: 'slow', faults: [{ kind: 'latency', target: { instance: 'image-3' }, latencyMs: 1000 }], holdMs },
    { name: 'liar', faults: [lieOf('image-1')], limits: passive, holdMs },
    afterwards,
  ],
};

const killOne: ExperimentDeclaration = {
  title: 'One of three replicas is killed at 2,000 requests a second',
  description:
    'A replica dies at once, with requests in hand: no client may see it, it is out of rotation within 100 ms, and back within a second after it is up.',
  steadyState,
  load: whoamiLoad,
  warmUpMs,
  limits,
  checks: [...always, noClientErrors, answeredInTime, backInRotation, trafficSpread],
  phases: [baseline, { name: 'kill', faults: [crashOf('image-2')], limits: crashed, holdMs: 0 }, afterwards],
};

const killTwo: ExperimentDeclaration = {
  title: 'Two of three replicas are killed together',
  description:
    'The third answers everything until the others are back, and gets each of them eased in again by a slow start.',
  steadyState,
  load: whoamiLoad,
  warmUpMs,
  limits,
  checks: [...always, noClientErrors, answeredInTime, backInRotation, trafficSpread],
  phases: [
    baseline,
    { name: 'kill', faults: [crashOf('image-1'), crashOf('image-3')], limits: crashed, holdMs: 0 },
    afterwards,
  ],
};

const pauseOne: ExperimentDeclaration = {
  title: 'One of three replicas stands still at 2,000 requests a second',
  description:
    'A replica is stopped where it is (SIGSTOP): its sockets stay open and nothing answers. What it was asked is asked of others, and no client waits longer than it takes to find out.',
  steadyState,
  load: whoamiLoad,
  warmUpMs,
  limits,
  checks: [...always, noClientErrors, answeredInTime, trafficSpread],
  phases: [
    baseline,
    { name: 'pause', faults: [{ kind: 'pause', target: { instance: 'image-2' } }], holdMs },
    afterwards,
  ],
};

const slowOne: ExperimentDeclaration = {
  title: 'One of three replicas is 1000 ms slow',
  description:
    'A replica that answers everything a second late fails its health checks, and must not slow down what the others could answer.',
  steadyState,
  load: mixedLoad,
  warmUpMs,
  limits,
  checks: [...always, noClientErrors, trafficSpread],
  phases: [
    baseline,
    {
      name: 'slow',
      faults: [{ kind: 'latency', target: { instance: 'image-2' }, latencyMs: 1000 }],
      holdMs: 3000,
    },
    afterwards,
  ],
};

const liar: ExperimentDeclaration = {
  title: 'A replica that passes every health check and fails everything else',
  description:
    'Only its answers tell: three failures in a row open its breaker. Each failure takes 25 ms, long enough for a crowd to gather where a half-open breaker lets more than one probe through.',
  steadyState,
  load: mixedLoad,
  warmUpMs,
  limits,
  checks: [...always, noClientErrors, halfOpenOneProbe, amplificationBounded, trafficSpread],
  phases: [
    baseline,
    {
      name: 'liar',
      faults: [lieOf('image-3'), { kind: 'latency', target: { link: 'balancer->image-3' }, latencyMs: 25 }],
      limits: { ...passive, ttdMs: 300 },
      ...heldForProbes,
    },
    afterwards,
  ],
};

const allBad: ExperimentDeclaration = {
  title: 'All three replicas fail everything but their health checks',
  description:
    'Nothing can be answered well, so clients get errors. What must not happen is that retries multiply the load: at most 1.2 attempts a request, and everything is well again by itself when the replicas are.',
  steadyState,
  load: mixedLoad,
  warmUpMs,
  limits,
  checks: [...always, amplificationBounded, trafficSpread],
  phases: [
    baseline,
    {
      name: 'all-bad',
      faults: [lieOf('image-1'), lieOf('image-2'), lieOf('image-3')],
      limits: { ttdMs: null, successPercent: null, p95Ms: null },
      ...heldForProbes,
    },
    afterwards,
  ],
};

/** Each is up again before the next is asked to end. */
const restartOf = (instance: string): PhaseDeclaration => ({
  name: `restart-${instance}`,
  faults: [{ kind: 'restart', target: { instance }, durationMs: 500 }],
  watch: [],
  minimumMs: 4000,
  quickMinimumMs: 4000,
});

const rollingRestart: ExperimentDeclaration = {
  title: 'A rolling restart of all three replicas under load',
  description:
    'One after the other is asked to end. It says so in its health check, the balancer sends it nothing more, it answers what it has and ends: no client notices, and nobody is taken for dead.',
  steadyState,
  load: { ...whoamiLoad, ratePerSecond: 1000 },
  warmUpMs,
  limits,
  checks: [...always, noClientErrors, restartsDrained, noFalseAlarms, trafficSpread],
  phases: [baseline, restartOf('image-1'), restartOf('image-2'), restartOf('image-3'), afterwards],
};

const quiet: ExperimentDeclaration = {
  title: 'The balancer without any fault',
  description: 'Ten minutes of load in which nothing is broken: whoever is put OFF is a false alarm.',
  steadyState,
  load: mixedLoad,
  warmUpMs,
  limits: { ...limits, ttdMs: null, ttrMs: null },
  checks: [...always, noClientErrors, noFalseAlarms, trafficSpread],
  phases: [{ name: 'quiet', minimumMs: 600_000, quickMinimumMs: 10_000 }],
};

/** By name; the first one is the default. */
export const experiments: Readonly<Record<string, ExperimentDeclaration>> = {
  faults,
  'kill-one': killOne,
  'kill-two': killTwo,
  'pause-one': pauseOne,
  'slow-one': slowOne,
  liar,
  'all-bad': allBad,
  'rolling-restart': rollingRestart,
  quiet,
};
