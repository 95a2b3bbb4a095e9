import { StoreFailure } from '@temblor/protocols/transactions/store-failure';
import { describe, expect, test } from 'vitest';
import type { EffectFault } from './effect.ts';
import type { CallEnd, CommitEnd, ProcessPort } from './process-port.ts';
import { VirtualWorld } from './virtual-world.ts';

type Port = ProcessPort<string, string>;

/** How long a process is down after a crash, in ms. */
const downMs = 500;

function openWorld(faults: readonly EffectFault[] = [], gone: readonly string[] = []) {
  return new VirtualWorld<string, string>({
    ...{ faults, isTraced: true, pauseMs: 3000, inWords: (answer) => answer },
    afterCrash: (name) => (gone.includes(name) ? { kind: 'gone', leftForOthersMs: 4000 } : { kind: 'restart', downMs }),
  });
}
type World = ReturnType<typeof openWorld>;

/** A client that asks `server` once, at a moment, and writes down when it heard what. */
function addAsker(world: World, atMs: number): string[] {
  const heard: string[] = [];
  world.add('client', 'client', (port) => {
    const call = {
      to: 'server',
      effect: 'call server GET /',
      answerEffect: 'answer GET /',
      ask: 'now',
      timeoutMs: 1000,
    };
    port.after(atMs, () => port.call(call, (end) => heard.push(`${port.nowMs} ${wordsOf(end)}`)));
    return () => undefined;
  });
  return heard;
}

function wordsOf(end: CallEnd<string>): string {
  return end.kind === 'answered' ? end.answer : end.kind;
}

/** A server that answers after so long, with the number of its life. */
function addServer(world: World, delayMs: number) {
  return world.add('server', 'service', (port) => (_ask, reply) => {
    port.after(delayMs, () => reply(`life ${port.life}`));
  });
}

async function runOut(world: World): Promise<void> {
  await world.time.run(60_000, () => world.time.isQuiet);
}

describe('a call', () => {
  test('takes a millisecond each way', async () => {
    const world = openWorld();
    addServer(world, 10);
    const heard = addAsker(world, 0);
    await runOut(world);
    expect(heard).toEqual(['12 life 1']);
  });

  test('breaks when its server crashes before the answer', async () => {
    const world = openWorld();
    const server = addServer(world, 10);
    const heard = addAsker(world, 0);
    world.time.after(5, () => server.crash());
    await runOut(world);
    expect(heard).toEqual(['6 broken']);
  });

  test('is refused while its server is down, and answered by the next life', async () => {
    const down = openWorld();
    const server = addServer(down, 0);
    const refused = addAsker(down, 100);
    down.time.after(5, () => server.crash());
    await runOut(down);
    expect(refused).toEqual(['102 refused']);
    const world = openWorld();
    const restarted = addServer(world, 0);
    const heard = addAsker(world, 600);
    world.time.after(5, () => restarted.crash());
    await runOut(world);
    expect(heard).toEqual(['602 life 2']);
  });

  test('of a paused server waits until it goes on, and times out meanwhile', async () => {
    const world = openWorld();
    const server = addServer(world, 0);
    const heard = addAsker(world, 10);
    world.time.after(5, () => server.pause(3000));
    await runOut(world);
    expect(heard).toEqual(['1010 timed-out']);
    expect(world.happenings.at(-1)).toMatchObject({ atMs: 3005, text: '2: answer GET /' });
  });

  test('is not sent twice where no connection came about', async () => {
    const world = openWorld([{ effect: 1, act: 'double-request' }]);
    const server = addServer(world, 0);
    const heard = addAsker(world, 10);
    server.crash();
    await runOut(world);
    expect(heard).toEqual(['12 refused']);
    expect(world.effects).toHaveLength(1);
  });

  test('to a process that is gone is refused for ever', async () => {
    const world = openWorld([], ['server']);
    const server = addServer(world, 0);
    const heard = addAsker(world, 30_000);
    server.crash();
    await runOut(world);
    expect(heard).toEqual(['30002 refused']);
    expect(world.troubleUntilMs).toBe(4000);
  });
});

describe('a life that is over', () => {
  test('does nothing of what it was about to do', async () => {
    const world = openWorld();
    const did: string[] = [];
    const server = world.add('server', 'service', (port) => {
      port.after(100, () => did.push(`life ${port.life}`));
      return () => undefined;
    });
    world.time.after(50, () => server.crash());
    await runOut(world);
    expect(did).toEqual(['life 2']);
  });

  test('hears nothing of a commit that took place', async () => {
    const { world, store, ends } = commitOnce([{ effect: 1, act: 'crash-after' }]);
    await runOut(world);
    expect(store).toEqual([1, 2]);
    expect(ends).toEqual(['life 2: committed']);
  });
});

describe('a commit', () => {
  test.each([
    ['crash-before', [2], ['life 2: committed']],
    ['fail-not-applied', [], ['life 1: not-applied']],
    ['fail-unknown', [1], ['life 1: unknown']],
    ['late-commit', [1], ['life 1: unknown']],
    ['pause-before', [1], ['life 1: committed']],
  ] as const)('that is struck by %s', async (act, stored, ended) => {
    const { world, store, ends } = commitOnce([{ effect: 1, act }]);
    await runOut(world);
    expect(store).toEqual(stored);
    expect(ends).toEqual(ended);
  });

  test('fails as its store says that it does', async () => {
    const world = openWorld();
    const ends: string[] = [];
    world.add('server', 'service', (port) => {
      const apply = () => {
        throw new StoreFailure('unknown', 'the connection broke');
      };
      port.commit('commit it', apply, (end) => ends.push(end.kind === 'failed' ? end.outcome : end.kind));
      return () => undefined;
    });
    await runOut(world);
    expect(ends).toEqual(['unknown']);
  });
});

/** A process that commits the number of its life at its start. */
function commitOnce(faults: readonly EffectFault[]) {
  const world = openWorld(faults);
  const store: number[] = [];
  const ends: string[] = [];
  const told = (port: Port) => (end: CommitEnd<number>) =>
    ends.push(`life ${port.life}: ${end.kind === 'failed' ? end.outcome : end.kind}`);
  world.add('server', 'service', (port) => {
    port.after(1, () => port.commit('commit it', () => store.push(port.life), told(port)));
    return () => undefined;
  });
  return { world, store, ends };
}
