/** Fills the stage of the health monitor with sockets, a terminal and, where there is one, a lab. */
import { setTimeout as delay } from 'node:timers/promises';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { FaultRequest } from '@temblor/lab/faults/fault';
import { systemSurroundings } from '@temblor/resilience/time/system-surroundings';
import { systemTime } from '@temblor/resilience/time/system-time';
import { openHttpHealthCheck } from '@temblor/system-balancer/monitor/http-health-check';
import type { MonitorStage } from '@temblor/system-balancer/monitor/monitor-stage';
import type { Target } from '@temblor/system-balancer/monitor/target';
import type { LabClient } from '../client/lab-client.ts';
import type { CommandContext } from '../command-context.ts';

/** A stage, until it is disposed of. */
export interface OpenMonitorStage extends AsyncDisposable {
  readonly stage: MonitorStage;
}

/** How long the evidence of a fault is awaited: of what acts on requests there is none before the first. */
const evidenceWithinMs = 200;

/** A fault ends by itself after so long, whatever becomes of the monitor. */
const leaseMs = 30_000;

const liftWithinMs = 5000;

/** @param lab the lab that may break the targets; undefined: nothing is broken. */
export function openMonitorStage(
  { output, interrupt }: CommandContext,
  targets: readonly Target[],
  check: { readonly path: string; readonly timeoutMs: number },
  lab: { readonly client: LabClient; readonly system: string } | undefined,
): OpenMonitorStage {
  const { signal } = interrupt;
  const opened = openHttpHealthCheck(targets, { ...check, clock: systemTime });
  const stage: MonitorStage = {
    paint: output.paint,
    signal,
    clock: systemTime,
    targets,
    check: opened.check,
    inject: lab === undefined ? undefined : (fault) => inject(lab.client, lab.system, fault),
    surroundings: systemSurroundings,
    print: (text) => output.note(text),
    show: (lines) => output.area.show(lines),
    sleep: (durationMs, until) => delay(durationMs, undefined, { signal: until }),
    until: (durationMs) =>
      durationMs === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(durationMs)]),
  };
  return { stage, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}

/** @throws TemblorError `fault-not-applied`. */
async function inject(client: LabClient, system: string, fault: FaultRequest): Promise<AsyncDisposable> {
  const { id, evidence } = await client.inject(system, { durationMs: leaseMs, ...fault }, evidenceWithinMs);
  if (evidence.kind === 'not-confirmed') throw new TemblorError('fault-not-applied', evidence.reason);
  return {
    [Symbol.asyncDispose]: async () => {
      const patient = client.withSignal(AbortSignal.timeout(liftWithinMs));
      await patient.heal(system, id).catch(() => undefined); // it is over already, and ends by itself in any case
    },
  };
}
