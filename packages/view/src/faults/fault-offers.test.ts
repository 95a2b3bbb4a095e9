import { describe, expect, test } from 'vitest';
import { votingTopology } from '../topology/testing/topologies.ts';
import type { Aim } from './fault-offers.ts';
import { aimOf, aimsOf, faultsFor, readAim, writeAim } from './fault-offers.ts';
import { catalogue, crash, partition } from './testing/catalogue.ts';

const kindsFor = (aim: Aim) => faultsFor(catalogue, votingTopology, aim).map(({ kind }) => kind);

describe('what is offered', () => {
  test('on an instance with a fault switch: wrong answers too; on one without: what can act from outside', () => {
    expect(kindsFor({ kind: 'instance', id: 'inventory-1' })).toEqual(['crash', 'latency', 'incorrect-response']);
    expect(kindsFor({ kind: 'instance', id: 'voter' })).toEqual(['crash', 'latency']);
  });

  test('on an instance whose switch cannot falsify answers: no wrong answers', () => {
    const instances = votingTopology.instances.map((instance) => ({ ...instance, wrongAnswers: false }));
    const offered = faultsFor(catalogue, { ...votingTopology, instances }, { kind: 'instance', id: 'inventory-1' });
    expect(offered.map(({ kind }) => kind)).toEqual(['crash', 'latency']);
  });

  test('on an instance with flags: a choice of them; on one without: no flag', () => {
    const withFlags = votingTopology.instances.map((instance) =>
      instance.id === 'voter' ? { ...instance, flags: ['crash', 'slow'] } : instance,
    );
    const topology = { ...votingTopology, instances: withFlags };
    const offered = faultsFor(catalogue, topology, { kind: 'instance', id: 'voter' });
    const flag = offered.find(({ kind }) => kind === 'flag');
    expect(flag?.parameters.find(({ name }) => name === 'flag')).toMatchObject({
      ...{ kind: 'choice', choices: ['crash', 'slow'] },
    });
    expect(faultsFor(catalogue, topology, { kind: 'instance', id: 'inventory-1' })).not.toContainEqual(
      expect.objectContaining({ kind: 'flag' }),
    );
  });

  test('on links, stores and between groups: what is made for them', () => {
    expect(kindsFor({ kind: 'link', id: 'voter->inventory-1' })).toEqual(['latency']);
    expect(kindsFor({ kind: 'store', id: 'postgres' })).toEqual(['database-away']);
    expect(kindsFor({ kind: 'groups' })).toEqual(['partition']);
  });

  test('only places that a fault can act on can be aimed at', () => {
    const aims = aimsOf([crash], votingTopology);
    expect(aims.instance).toHaveLength(6);
    expect([aims.link, aims.store, aims.groups]).toEqual([[], [], []]);
  });

  test('nobody can be parted where there is only one', () => {
    const alone = { title: '', instances: [{ id: 'a', service: 'a', faultSwitch: false }], links: [], stores: [] };
    expect(aimsOf([partition], alone).groups).toEqual([]);
  });
});

test('a selected place is what it is in the topology; a client is none', () => {
  expect(aimOf(votingTopology, 'voter')).toEqual({ kind: 'instance', id: 'voter' });
  expect(aimOf(votingTopology, 'client->voter')).toEqual({ kind: 'link', id: 'client->voter' });
  expect(aimOf(votingTopology, 'postgres')).toEqual({ kind: 'store', id: 'postgres' });
  expect([aimOf(votingTopology, 'client'), aimOf(votingTopology, null)]).toEqual([null, null]);
});

test('an aim is read back from the option that it was written to', () => {
  const aims: readonly Aim[] = [{ kind: 'link', id: 'a b->c' }, { kind: 'groups' }, { kind: 'store', id: 'postgres' }];
  expect(aims.map((aim) => readAim(writeAim(aim)))).toEqual(aims);
  expect(readAim('house 7')).toBeNull();
});
