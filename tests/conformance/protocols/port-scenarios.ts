/** The promises of the port, one by one (packages/protocols/src/port/protocol.ts). */
import type { NodeId } from '@temblor/protocols/port/protocol';
import { expect } from 'vitest';
import type { PuppetTypes } from './puppet.ts';
import { persist, rewrite, say, send, setTimer } from './puppet.ts';
import type { Cluster, Scenario, Script } from './scenario.ts';
import { askUntil, nodes, until } from './scenario.ts';

type Output = PuppetTypes['output'];

function outputsOf(cluster: Cluster<PuppetTypes>, node: NodeId, life = 1): readonly Output[] {
  return cluster.told.filter((told) => told.node === node && told.life === life).map(({ output }) => output);
}

function hasSaid(cluster: Cluster<PuppetTypes>, node: NodeId, text: string, life = 1): boolean {
  return outputsOf(cluster, node, life).some((output) => output.kind === 'said' && output.text === text);
}

function recoveredOf(cluster: Cluster<PuppetTypes>, node: NodeId, life: number) {
  const [first] = outputsOf(cluster, node, life);
  return first?.kind === 'started' ? first.recovered : undefined;
}

function ranOut(cluster: Cluster<PuppetTypes>, node: NodeId, timer: string) {
  return outputsOf(cluster, node).filter((output) => output.kind === 'ran-out' && output.timer === timer);
}

/** When a node took its latest command, and when a timer of it ran out first; microseconds of its own clock. */
function timesOf(cluster: Cluster<PuppetTypes>, node: NodeId, timer: string): [askedUs: number, ranOutUs: number] {
  const times = (kind: string) =>
    outputsOf(cluster, node).flatMap((output) =>
      output.kind === kind && 'atUs' in output && (output.kind !== 'ran-out' || output.timer === timer)
        ? [output.atUs]
        : [],
    );
  return [times('commanded').at(-1) ?? 0, times('ran-out')[0] ?? 0];
}

/** Texts that come through wrong where bytes and characters are mixed up, and one of many segments of TCP. */
const texts = ['', 'plain', 'Ärger 漢字 🌋', 'line\nline\0zero', 'long '.repeat(20_000)];

export const portScenarios: readonly Scenario<PuppetTypes>[] = [
  {
    name: 'messages go from every node to every other, each as it was sent',
    *run(cluster) {
      for (const from of nodes) {
        for (const to of nodes.filter((other) => other !== from)) {
          const heard = () =>
            outputsOf(cluster, to).flatMap((output) =>
              output.kind === 'heard' && output.from === from ? [output.text] : [],
            );
          const hasAll = () => {
            expect(heard().filter((text) => !texts.includes(text))).toEqual([]);
            return texts.every((text) => heard().includes(text));
          };
          const ask = () =>
            cluster.command(
              from,
              texts.map((text) => send(to, text)),
            );
          yield* askUntil(`node ${to} hears all of node ${from}`, ask, hasAll);
        }
      }
    },
  },
  {
    name: 'effects are carried out in their order, over all steps, and tickets come back in theirs',
    *run(cluster) {
      const rounds = Array.from({ length: 20 }, (_, round) => round);
      for (const round of rounds) {
        const before = say(`before ${round}`);
        cluster.command(1, [before, persist([`record ${round}`]), say(`behind ${round}`)]);
      }
      yield* until('the last effect', () => rounds.every((round) => hasSaid(cluster, 1, `behind ${round}`)));
      const said = outputsOf(cluster, 1).flatMap((output) => (output.kind === 'said' ? [output.text] : []));
      expect(said).toHaveLength(40);
      const order = (when: string) =>
        said.filter((text) => text.startsWith(when)).map((text) => text.slice(when.length));
      expect(order('behind')).toEqual(order('before'));
      for (const round of rounds)
        expect(said.indexOf(`behind ${round}`)).toBeGreaterThan(said.indexOf(`before ${round}`));
      yield* until('the last ticket', () =>
        outputsOf(cluster, 1).some((output) => output.kind === 'persisted' && output.ticket === 19),
      );
      const tickets = outputsOf(cluster, 1).flatMap((output) => (output.kind === 'persisted' ? [output.ticket] : []));
      expect(tickets).toEqual(rounds);
    },
  },
  {
    name: 'nothing behind a persist is seen before it is durable: a crash right after a reply keeps what it tells of',
    *run(cluster) {
      const hasReply = () => outputsOf(cluster, 2).some((output) => output.kind === 'heard' && output.text === 'kept');
      const ask = () => cluster.command(2, [send(1, 'keep', [persist(['kept'], 'promised'), send(2, 'kept')])]);
      yield* askUntil('the reply', ask, hasReply);
      yield { kind: 'restart', node: 1, downUs: 20_000 };
      yield* until('the second life', () => recoveredOf(cluster, 1, 2) !== undefined);
      expect(recoveredOf(cluster, 1, 2)?.records).toContain('kept');
      expect(recoveredOf(cluster, 1, 2)?.register).toEqual({ kind: 'read', value: 'promised' });
    },
  },
  {
    name: 'a node finds nothing when it starts for the first time, and the register and records of its last lives after that',
    *run(cluster) {
      yield* until('the first life', () => recoveredOf(cluster, 3, 1) !== undefined);
      expect(recoveredOf(cluster, 3, 1)).toEqual({ register: { kind: 'absent' }, records: [], log: 'intact' });
      cluster.command(3, [persist(['a'], 'one'), persist(['b', 'c']), persist([], 'two'), say('done')]);
      yield* until('the writes', () => hasSaid(cluster, 3, 'done'));
      yield* restarted(cluster, 3, 2);
      const value = { register: { kind: 'read', value: 'two' }, log: 'intact' };
      expect(recoveredOf(cluster, 3, 2)).toEqual({ ...value, records: ['a', 'b', 'c'] });
      cluster.command(3, [persist(['d']), say('done')]);
      yield* until('the write of the second life', () => hasSaid(cluster, 3, 'done', 2));
      yield* restarted(cluster, 3, 3);
      expect(recoveredOf(cluster, 3, 3)).toEqual({ ...value, records: ['a', 'b', 'c', 'd'] });
    },
  },
  {
    name: 'a rewrite takes the place of the whole log, and the log goes on behind it',
    *run(cluster) {
      const written = [persist(['a', 'b'], 'one'), rewrite(['ab'], 'two'), persist(['c']), say('done')];
      cluster.command(2, written);
      yield* until('the writes', () => hasSaid(cluster, 2, 'done'));
      yield* restarted(cluster, 2, 2);
      expect(recoveredOf(cluster, 2, 2)).toEqual({
        register: { kind: 'read', value: 'two' },
        records: ['ab', 'c'],
        log: 'intact',
      });
    },
  },
  {
    name: 'a timer runs out once, and not before its range',
    *run(cluster) {
      cluster.command(1, [setTimer('range', 20, 40)]);
      yield* until('the timer', () => ranOut(cluster, 1, 'range').length > 0);
      const [askedUs, ranOutUs] = timesOf(cluster, 1, 'range');
      expect(ranOutUs - askedUs).toBeGreaterThanOrEqual(20_000);
      cluster.command(1, [setTimer('later', 60)]);
      yield* until('a later timer', () => ranOut(cluster, 1, 'later').length > 0);
      expect(ranOut(cluster, 1, 'range')).toHaveLength(1);
    },
  },
  {
    name: 'a timer that is cancelled never runs out, and one that is set anew does so once, after the new time',
    *run(cluster) {
      const cancelled = [setTimer('cancelled', 30), { kind: 'cancel-timer', timer: 'cancelled' } as const];
      const putOff = [setTimer('put off', 30), setTimer('put off', 80)];
      const broughtForward = [setTimer('brought forward', 60_000), setTimer('brought forward', 10)];
      cluster.command(1, [...cancelled, ...putOff, ...broughtForward]);
      yield* until('both that are set', () =>
        ['put off', 'brought forward'].every((timer) => ranOut(cluster, 1, timer).length > 0),
      );
      const [askedUs, ranOutUs] = timesOf(cluster, 1, 'put off');
      expect(ranOutUs - askedUs).toBeGreaterThanOrEqual(80_000);
      cluster.command(1, [setTimer('later', 60)]);
      yield* until('a later timer', () => ranOut(cluster, 1, 'later').length > 0);
      expect(ranOut(cluster, 1, 'cancelled')).toEqual([]);
      expect(ranOut(cluster, 1, 'put off')).toHaveLength(1);
      expect(ranOut(cluster, 1, 'brought forward')).toHaveLength(1);
    },
  },
  {
    name: 'a crash takes the timers with it, and messages reach the node again when it is back',
    *run(cluster) {
      cluster.command(2, [setTimer('of an earlier life', 120), say('set')]);
      yield* until('the timer to be set', () => hasSaid(cluster, 2, 'set'));
      yield* restarted(cluster, 2, 2);
      const heard = () => outputsOf(cluster, 2, 2).some((output) => output.kind === 'heard' && output.text === 'again');
      yield* askUntil('a message in the second life', () => cluster.command(1, [send(2, 'again')]), heard);
      cluster.command(2, [setTimer('later', 150)]);
      const runs = () =>
        outputsOf(cluster, 2, 2).flatMap((output) => (output.kind === 'ran-out' ? [output.timer] : []));
      yield* until('a later timer', () => runs().includes('later'));
      expect(runs()).toEqual(['later']);
    },
  },
  {
    name: 'damage is told at every start until something has been written, with the records before it and the register',
    *run(cluster) {
      const words = ['a', 'b', 'c', 'd'];
      cluster.command(1, [...words.map((word) => persist([word])), persist([], 'promised'), say('done')]);
      yield* until('the writes', () => hasSaid(cluster, 1, 'done'));
      yield { kind: 'restart', node: 1, downUs: 20_000, damage: true };
      yield* until('life 2 of node 1', () => recoveredOf(cluster, 1, 2) !== undefined);
      const found = recoveredOf(cluster, 1, 2);
      const kept = found?.records ?? words;
      expect(found).toEqual({ register: { kind: 'read', value: 'promised' }, records: kept, log: 'damaged' });
      expect(kept.length).toBeLessThan(words.length);
      expect(kept).toEqual(words.slice(0, kept.length));
      yield* restarted(cluster, 1, 3);
      expect(recoveredOf(cluster, 1, 3)).toEqual(found);
      cluster.command(1, [persist(['e']), say('repaired')]);
      yield* until('a write', () => hasSaid(cluster, 1, 'repaired', 3));
      yield* restarted(cluster, 1, 4);
      expect(recoveredOf(cluster, 1, 4)).toEqual({ ...found, records: [...kept, 'e'], log: 'intact' });
    },
  },
];

function* restarted(cluster: Cluster<PuppetTypes>, node: NodeId, life: number): Script {
  yield { kind: 'restart', node, downUs: 20_000 };
  yield* until(`life ${life} of node ${node}`, () => recoveredOf(cluster, node, life) !== undefined);
}
