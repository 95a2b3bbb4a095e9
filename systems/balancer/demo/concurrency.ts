/** Demonstration 2: many requests at once, and what strategies do with requests of unequal cost. */
import { formatRate } from '@temblor/lab/report/number-format';
import { readAnswerer } from './ask-balancer.ts';
import type { LoopFigures } from './closed-loop.ts';
import { closedLoop, figuresOf } from './closed-loop.ts';
import { bar, heading, length } from './drawing.ts';
import type { DemoStage } from './stage.ts';
import type { UnequalLoad } from './unequal-requests.ts';
import { playUnequalRequests } from './unequal-requests.ts';

const inFlight = 32;
const durationMs = 3000;

export interface Concurrency {
  readonly inFlight: number;
  readonly whoami: LoopFigures;
  /** How many of the answers each replica gave. */
  readonly answers: Readonly<Record<string, number>>;
  /** Round robin, then least connections. */
  readonly unequal: readonly UnequalLoad[];
}

/** Measures what the balancer passes on, and compares two strategies. */
export async function playConcurrency(stage: DemoStage): Promise<Concurrency> {
  stage.print(heading(stage.paint, 2, 'concurrent requests'));
  stage.print(`  GET /whoami, ${inFlight} in flight for ${durationMs / 1000} s …`);
  const loop = await closedLoop(stage, { inFlight, durationMs, nextPath: () => '/whoami' });
  const whoami = figuresOf(loop.requests, loop.durationMs);
  const { requests, failures, requestsPerSecond, p50Ms, p95Ms } = whoami;
  stage.print(
    `  ${stage.paint.strong(`${formatRate(requestsPerSecond)} requests/s`)}  ` +
      `p50 ${length(p50Ms)}, p95 ${length(p95Ms)}, ${failures} of ${requests} failed`,
  );
  const answers: Record<string, number> = {};
  for (const { result } of loop.requests) {
    const { instance } = readAnswerer(result) ?? { instance: undefined };
    if (instance !== undefined) answers[instance] = (answers[instance] ?? 0) + 1;
  }
  for (const [id, count] of Object.entries(answers).sort(([a], [b]) => a.localeCompare(b))) {
    stage.print(`  ${id}  ${bar(count / requests, 40)} ${count}`);
  }
  stage.print(stage.paint.dim('  The clients run beside the servers, and take a part of the same processors.'));
  return { inFlight, whoami, answers, unequal: await playUnequalRequests(stage) };
}
