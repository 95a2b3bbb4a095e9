/** Fills the stage of the health monitor with sockets, a terminal and, where there is one, a lab. */
import { sleep } from '@temblor/foundation/concurrency/wait';
import { systemSurroundings } from '@temblor/resilience/time/system-surroundings';
import { systemTime } from '@temblor/resilience/time/system-time';
import { openHttpHealthCheck } from '@temblor/system-balancer/monitor/http-health-check';
import type { MonitorStage } from '@temblor/system-balancer/monitor/monitor-stage';
import type { Target } from '@temblor/system-balancer/monitor/target';
import type { LabClient } from '../client/lab-client.ts';
import type { CommandContext } from '../command-context.ts';
import type { TemporaryFaultParts } from './temporary-fault.ts';
import { injectTemporarily } from './temporary-fault.ts';

/** A stage, until it is disposed of. */
export interface OpenMonitorStage extends AsyncDisposable {
  readonly stage: MonitorStage;
}

/** @param lab the lab that may break the targets; undefined: nothing is broken. */
export function openMonitorStage(
  { output, interrupt }: CommandContext,
  targets: readonly Target[],
  check: { readonly path: string; readonly timeoutMs: number },
  lab: { readonly client: LabClient; readonly system: string } | undefined,
): OpenMonitorStage {
  const { signal } = interrupt;
  const faults: TemporaryFaultParts | undefined = lab && {
    lab: (withinMs) => lab.client.withSignal(AbortSignal.timeout(withinMs)),
    system: lab.system,
    signal,
    warn: (text) => output.warn(text),
  };
  const opened = openHttpHealthCheck(targets, { ...check, clock: systemTime });
  const stage: MonitorStage = {
    paint: output.paint,
    signal,
    clock: systemTime,
    targets,
    check: opened.check,
    inject: faults === undefined ? undefined : (fault) => injectTemporarily(faults, fault),
    surroundings: systemSurroundings,
    print: (text) => output.note(text),
    show: (lines) => output.area.show(lines),
    sleep,
    until: (durationMs) =>
      durationMs === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(durationMs)]),
  };
  return { stage, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}
