/** The guided demo: a menu for a person, or all four demonstrations in turn. */
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { Statistics } from './ask-balancer.ts';
import type { Concurrency } from './concurrency.ts';
import { playConcurrency } from './concurrency.ts';
import type { Distribution } from './distribution.ts';
import { playDistribution } from './distribution.ts';
import { playFaultTolerance } from './fault-tolerance.ts';
import type { OutageSummary } from './outage-words.ts';
import type { DemoStage, Person } from './stage.ts';
import { playStatistics } from './statistics.ts';

/** What was played, the last of each; absent where it was not. */
export interface DemoResults {
  distribution?: Distribution;
  concurrency?: Concurrency;
  faultTolerance?: OutageSummary;
  statistics?: Statistics;
}

export interface DemoOptions {
  /** Of the load under which a replica dies. */
  readonly ratePerSecond: number;
}

interface Part {
  readonly title: string;
  readonly play: (stage: DemoStage, results: DemoResults, options: DemoOptions) => Promise<void>;
}

const parts: readonly Part[] = [
  {
    title: 'distribution round robin: who answers',
    play: async (stage, results) => {
      results.distribution = await playDistribution(stage);
    },
  },
  {
    title: 'concurrent requests: throughput, and requests of unequal cost',
    play: async (stage, results) => {
      results.concurrency = await playConcurrency(stage);
    },
  },
  {
    title: 'fault tolerance: a replica is killed under load',
    play: async (stage, results, { ratePerSecond }) => {
      results.faultTolerance = await playFaultTolerance(stage, ratePerSecond);
    },
  },
  {
    title: 'statistics per replica',
    play: async (stage, results) => {
      results.statistics = await playStatistics(stage);
    },
  },
];

/** @throws the reason of the stage's signal; where nobody chooses, what a demonstration throws. */
export async function playDemo(stage: DemoStage, options: DemoOptions): Promise<DemoResults> {
  const { person, paint } = stage;
  const results: DemoResults = {};
  stage.print(`\n${paint.strong('The balancer')} at ${stage.url}, and its replicas:`);
  for (const { id, port, pid } of await stage.replicas()) stage.print(`  ${id}  port ${port}  pid ${pid ?? '–'}`);
  if (person === undefined) {
    for (const { play } of parts) await play(stage, results, options);
    return results;
  }
  for (;;) {
    const part = await choose(stage, person);
    if (part === undefined) return results;
    try {
      await part.play(stage, results, options);
    } catch (error) {
      stage.signal.throwIfAborted();
      tell(stage, error);
    }
  }
}

/** @returns undefined where the person leaves. */
async function choose(stage: DemoStage, person: Person): Promise<Part | undefined> {
  const menu = ['', ...parts.map(({ title }, index) => `  ${index + 1}  ${title}`), '  0  leave'];
  stage.print(menu.join('\n'));
  for (;;) {
    const typed = (await person.readLine('> '))?.trim();
    if (typed === undefined || typed === '0') return undefined;
    const part = /^\d$/.test(typed) ? parts[Number(typed) - 1] : undefined;
    if (part !== undefined) return part;
    if (typed !== '') stage.print(`'${typed}' is not in the menu: type a number from 0 to ${parts.length}.`);
  }
}

/** A demonstration that failed does not end the demo: the system may be well again a second later. */
function tell(stage: DemoStage, error: unknown): void {
  stage.print(stage.paint.bad(`  ${messageOf(error)}`));
  if (error instanceof TemblorError && error.hint !== undefined) stage.print(`  ${error.hint}`);
}
