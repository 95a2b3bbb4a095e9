import { expect, test } from 'vitest';
import { standIns } from '../testing/stand-in-replica.ts';
import { HashRing, hashOf } from './hash-ring.ts';

const keys = Array.from({ length: 5000 }, (_, index) => `key-${index}`);
const ownersOf = (ring: HashRing) => keys.map((key) => ring.ownerOf(ring.pointAt(hashOf(key)))?.id);

test('the order in which replicas are given changes nothing', () => {
  const replicas = standIns(1, 2, 1, 3);
  expect(ownersOf(new HashRing(replicas))).toEqual(ownersOf(new HashRing(replicas.toReversed())));
});

test('nor where two points have the same hash', () => {
  const [one, other] = ['replica-1679192', 'replica-1462789'];
  const hash = hashOf(`${one}#0`);
  expect(hashOf(`${other}#0`)).toBe(hash);
  const replicas = standIns(1, 1).map((replica, index) => ({ ...replica, id: index === 0 ? one : other }));
  const owners = [replicas, replicas.toReversed()].map((order) => {
    const ring = new HashRing(order);
    return ring.ownerOf(ring.pointAt(hash))?.id;
  });
  expect(owners[0]).toBe(owners[1]);
});

test('keys fall to replicas in proportion to their weights', () => {
  const owners = ownersOf(new HashRing(standIns(1, 2, 1)));
  expect(owners.filter((id) => id === 'b').length / keys.length).toBeCloseTo(0.5, 1);
});

test('beyond the last point comes the first', () => {
  const ring = new HashRing(standIns(1, 1));
  const last = ring.pointAt(2 ** 32 - 1);
  expect(ring.ownerOf(ring.size)).toBe(ring.ownerOf(0));
  expect(last === 0 || last === ring.size - 1).toBe(true);
});

test('a share leaves points out, and those that are left stay the same as it rises', () => {
  const replicas = standIns(1, 1, 1);
  const [cold] = replicas;
  const ring = new HashRing(replicas);
  const pointsAt = (share: number) => {
    if (cold !== undefined) cold.share = share;
    return Array.from({ length: ring.size }, (_, point) => point).filter((point) => ring.ownerOf(point) === cold);
  };
  const [few, more, all] = [pointsAt(0.1), pointsAt(0.5), pointsAt(1)];
  expect([few.length, more.length, all.length]).toEqual([7, 32, 64]);
  expect(more).toEqual(expect.arrayContaining(few));
  expect(all).toEqual(expect.arrayContaining(more));
});

test('similar names are far apart', () => {
  const quarters = Array.from({ length: 4000 }, (_, index) => Math.floor(hashOf(`10.0.0.1#${index}`) / 2 ** 30));
  for (const quarter of [0, 1, 2, 3]) {
    expect(quarters.filter((each) => each === quarter).length).toBeGreaterThan(900);
  }
});
