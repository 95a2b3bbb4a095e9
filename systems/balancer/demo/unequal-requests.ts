/**
 * The second half of demonstration 2: requests of unequal cost under two strategies.
 *
 * Round robin gives each replica as many requests, whatever they cost. Where a few cost a hundred times as much, one
 * replica gets more of those than another, and goes on getting requests while they wait there. Least connections looks at
 * what a replica has not answered yet.
 */
import type { Random } from '@temblor/foundation/randomness/random';
import { seededRandom } from '@temblor/foundation/randomness/random';
import { askStatistics, underStrategy } from './ask-balancer.ts';
import type { LoopFigures } from './closed-loop.ts';
import { closedLoop, figuresOf } from './closed-loop.ts';
import { bar, length } from './drawing.ts';
import type { LoadSample } from './load-spread.ts';
import { loadSpread } from './load-spread.ts';
import type { DemoStage } from './stage.ts';

/** Fewer than the 34 that one replica takes at once: none is refused, even if all are sent to the same. */
const inFlight = 18;
const durationMs = 4000;
const sampleEveryMs = 40;

/** Of the requests, how many ask for an image; the rest is `GET /whoami`. */
const imageShare = 0.25;
const images = ['dawn', 'dunes'] as const;
/** From what takes some milliseconds to what takes a core for a good while. */
const widths = [160, 480, 960] as const;

/** A replica paints an image when it is first asked for it, which takes seconds. */
const paintedWithinMs = 30_000;

const strategies = ['round-robin', 'least-connections'] as const;

/** What one strategy made of the requests. */
export interface UnequalLoad {
  readonly strategy: string;
  readonly figures: LoopFigures;
  /** Of the images alone. */
  readonly images: LoopFigures;
  /** How many requests the busiest replica had in hand, over the mean of all: 1 is even. Null where nothing was sampled. */
  readonly busiestOverMean: number | null;
  /** The mean of what each replica had in hand. */
  readonly inFlight: Readonly<Record<string, number>>;
}

/** Plays the same requests, from one seed, under both strategies. */
export async function playUnequalRequests(stage: DemoStage): Promise<readonly UnequalLoad[]> {
  stage.print(
    `\n  Requests of unequal cost, ${inFlight} in flight for ${durationMs / 1000} s: one in four is an image …`,
  );
  await warmUp(stage);
  const seed = stage.random.integer(0, 2 ** 31);
  const loads: UnequalLoad[] = [];
  for (const strategy of strategies) {
    const load = await underStrategy(stage, strategy, () => playUnder(stage, strategy, seededRandom(seed)));
    describe(stage, load);
    loads.push(load);
  }
  stage.print(`\n  ${compare(loads)}`);
  return loads;
}

async function warmUp(stage: DemoStage): Promise<void> {
  const replicas = await stage.replicas();
  await Promise.all(
    replicas.flatMap(({ id }) =>
      images.map((image) =>
        stage.askReplica(id, {
          path: `/images/${image}?width=64`,
          timeoutMs: paintedWithinMs,
          signal: stage.signal,
        }),
      ),
    ),
  );
  stage.signal.throwIfAborted();
}

async function playUnder(stage: DemoStage, strategy: string, random: Random): Promise<UnequalLoad> {
  const sampling = new AbortController();
  const samples: LoadSample[] = [];
  const sample = async (): Promise<void> => {
    while (!sampling.signal.aborted) {
      const { replicas } = await askStatistics(stage);
      samples.push(new Map(replicas.map((replica) => [replica.id, replica.inFlight])));
      await stage.sleep(sampleEveryMs);
    }
  };
  const play = async () => {
    try {
      return await closedLoop(stage, { inFlight, durationMs, nextPath: () => nextPath(random) });
    } finally {
      sampling.abort();
    }
  };
  const [loop] = await Promise.all([play(), sample()]);
  const ofImages = loop.requests.filter(({ path }) => path.startsWith('/images/'));
  return {
    strategy,
    figures: figuresOf(loop.requests, loop.durationMs),
    images: figuresOf(ofImages, loop.durationMs),
    ...loadSpread(samples),
  };
}

function nextPath(random: Random): string {
  if (random.next() >= imageShare) return '/whoami';
  return `/images/${random.pick(images)}?width=${random.pick(widths)}`;
}

function describe(stage: DemoStage, load: UnequalLoad): void {
  const { strategy, figures, busiestOverMean } = load;
  const spread = busiestOverMean === null ? '' : `, the busiest replica has ${busiestOverMean.toFixed(2)} × the mean`;
  stage.print(`\n  ${stage.paint.strong(strategy)}${spread}`);
  const most = Math.max(...Object.values(load.inFlight), 1);
  for (const [id, count] of Object.entries(load.inFlight)) {
    stage.print(`  ${id}  ${bar(count / most, 24).padEnd(24)} ${count.toFixed(1)} in hand`);
  }
  stage.print(
    `  ${figures.requestsPerSecond.toFixed(0)} requests/s, images p50 ${length(load.images.p50Ms)}, ` +
      `p95 ${length(load.images.p95Ms)}, ${figures.failures} of ${figures.requests} failed`,
  );
}

/** What the two measurements say, whichever way they went. */
export function compare(loads: readonly UnequalLoad[]): string {
  const [turns, least] = loads.map(({ busiestOverMean }) => busiestOverMean);
  if (typeof turns !== 'number' || typeof least !== 'number')
    return 'Nothing could be compared: the load was not seen.';
  const figures = `${turns.toFixed(2)} × under round robin, ${least.toFixed(2)} × under least connections`;
  return turns > least
    ? `Least connections spread them better: the busiest replica had ${figures}.`
    : `This time round robin did not do worse: the busiest replica had ${figures}.`;
}
