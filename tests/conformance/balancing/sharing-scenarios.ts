/** How calls are shared among replicas that are all in rotation. */
import assert from 'node:assert/strict';
import { seededRandom } from '@temblor/foundation/randomness/random';
import type { Replica } from '@temblor/resilience/balancing/replica';
import { countedReplicas } from './counted-replicas.ts';
import { assertParts, Fleet, idOf } from './fleet.ts';
import type { Scenario } from './scenario.ts';

const calls = 20_000;

export const sharingScenarios: readonly Scenario[] = [
  {
    name: 'equal replicas get equal parts of calls that come one by one',
    run: (subject) => {
      for (const replicas of [1, 2, 3, 5, 10]) {
        const weights = Array.from({ length: replicas }, () => 1);
        assertParts(new Fleet(subject, weights).callMany(calls), weights, subject.tolerance);
      }
    },
  },
  {
    name: 'equal replicas get equal parts of calls that are in flight together',
    run: (subject) => {
      for (const atOnce of [3, 7, 50]) {
        const weights = [1, 1, 1, 1, 1];
        assertParts(new Fleet(subject, weights).callAtOnce(calls, atOnce), weights, subject.tolerance);
      }
    },
  },
  {
    name: 'weights are respected, or ignored by those that say so',
    run: (subject) => {
      const weights = [5, 3, 1, 1];
      const parts = subject.honoursWeights ? weights : [1, 1, 1, 1];
      assertParts(new Fleet(subject, weights).callMany(calls), parts, subject.tolerance);
      assertParts(new Fleet(subject, weights).callAtOnce(calls, 40), parts, subject.tolerance);
    },
  },
  {
    name: 'weights count while few calls are in flight, and time moves',
    run: (subject) => {
      for (const weights of [
        [10, 1],
        [10, 1, 1, 1],
        [5, 3, 1, 1],
      ]) {
        const parts = subject.honoursWeights ? weights : weights.map(() => 1);
        for (const atOnce of [1, 2, 3, 4]) {
          const counts = new Fleet(subject, weights).callAtOnce(calls, atOnce, 1);
          assertParts(counts, parts, Math.max(subject.tolerance, subject.fewInFlight));
        }
      }
    },
  },
  {
    name: 'a great weight starves nobody',
    run: (subject) => {
      const counts = new Fleet(subject, [1000, 1, 1]).callAtOnce(calls, 10);
      for (const index of [0, 1, 2]) assert.ok((counts.get(idOf(index)) ?? 0) > 0, `${idOf(index)} got nothing`);
    },
  },
  {
    name: 'the same seed gives the same choices',
    run: (subject) => {
      const choices = () => {
        const fleet = new Fleet(subject, [2, 1, 1], {}, 77);
        return Array.from({ length: 500 }, () => {
          const replica = fleet.choose();
          if (replica !== undefined) fleet.balancer.started(replica);
          return replica?.id;
        });
      };
      assert.deepEqual(choices(), choices());
    },
  },
  {
    name: 'a retry is never sent to a replica that was tried, and finds every other',
    run: (subject) => {
      const fleet = new Fleet(subject, [4, 1, 1, 2, 1]);
      for (let round = 0; round < 200; round += 1) {
        const tried: Replica[] = [];
        for (let replica = fleet.choose(tried); replica !== undefined; replica = fleet.choose(tried)) {
          assert.ok(!tried.includes(replica), `${replica.id} was tried already`);
          tried.push(replica);
        }
        assert.equal(tried.length, 5, 'every replica was tried once');
      }
    },
  },
  {
    name: 'retries of what one replica fails are shared by the others',
    run: (subject) => {
      const fleet = new Fleet(subject, [1, 1, 1, 1]);
      const counts = new Map<string, number>();
      for (let call = 0; call < calls; call += 1) {
        const first = fleet.choose();
        const replica = first?.id === idOf(0) ? fleet.choose([first]) : first;
        assert.ok(replica);
        counts.set(replica.id, (counts.get(replica.id) ?? 0) + 1);
      }
      assert.equal(counts.get(idOf(0)), undefined);
      for (const index of [1, 2, 3]) {
        const off = Math.abs((counts.get(idOf(index)) ?? 0) / (calls / 3) - 1);
        assert.ok(off <= subject.tolerance, `${idOf(index)} got ${counts.get(idOf(index))} of ${calls} calls`);
      }
    },
  },
  {
    name: 'a choice among a thousand looks at few of them',
    run: (subject) => {
      const strategy = subject.make(seededRandom(3));
      const { replicas, reads, setInFlight } = countedReplicas(1024);
      strategy.offer(replicas, 0);
      const before = reads();
      for (let call = 0; call < 1000; call += 1) {
        const chosen = strategy.choose(`/images/${call}`, [], 0);
        assert.ok(chosen);
        setInFlight(chosen, chosen.inFlight + 1);
        strategy.started?.(chosen);
      }
      const each = (reads() - before) / 1000;
      assert.ok(each < 150, `it read ${each} properties of replicas for each call`);
    },
  },
];
