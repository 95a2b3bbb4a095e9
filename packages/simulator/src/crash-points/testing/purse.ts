/** A toy to explore: a client that pays once into a purse, and repeats its call until it is answered. */
import type { EffectFault } from '../effect.ts';
import type { CrashScenario, ScenarioRun } from '../explore.ts';
import type { Program } from '../process-port.ts';
import { VirtualWorld } from '../virtual-world.ts';

type Answer = 'taken' | 'try again';

/** @param knowsKeys whether the purse takes a key once only. */
export function purseScenario({ knowsKeys }: { readonly knowsKeys: boolean }): CrashScenario {
  return {
    name: knowsKeys ? 'purse with keys' : 'purse without keys',
    text: 'a client pays once',
    run: (faults, isTraced) => runPurse(faults, isTraced, knowsKeys),
  };
}

async function runPurse(faults: readonly EffectFault[], isTraced: boolean, knowsKeys: boolean): Promise<ScenarioRun> {
  const world = new VirtualWorld<string, Answer>({
    ...{ faults, isTraced, pauseMs: 3000 },
    inWords: (answer) => answer,
    afterCrash: () => ({ kind: 'restart', downMs: 500 }),
  });
  const coins: string[] = [];
  let isTold = false;
  const purse: Program<string, Answer> = (port) => (key, reply) => {
    const take = () => {
      if (!knowsKeys || !coins.includes(key)) coins.push(key);
    };
    port.commit('commit take coin', take, (end) => reply(end.kind === 'committed' ? 'taken' : 'try again'));
  };
  const client: Program<string, Answer> = (port) => {
    const effects = { effect: 'call purse POST /coins', answerEffect: 'answer POST /coins' };
    const pay = () => {
      const call = { to: 'purse', ...effects, ask: 'key-1', timeoutMs: 1000 };
      port.call(call, (end) => {
        if (end.kind === 'answered' && end.answer === 'taken') isTold = true;
        else port.after(100, pay);
      });
    };
    pay();
    return () => undefined;
  };
  world.add('purse', 'service', purse);
  world.add('client', 'client', client);
  await world.time.run(60_000, () => world.time.isQuiet);
  const problems = [
    ...(coins.length === 1 ? [] : [{ rule: 'one-coin', detail: `the purse has ${coins.length} coins` }]),
    ...(isTold ? [] : [{ rule: 'client-knows', detail: 'the client was never answered' }]),
  ];
  const { effects, struck, happenings, time } = world;
  return { effects, struck, problems, happenings, virtualMs: time.nowMs };
}
