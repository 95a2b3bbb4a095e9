import type { SystemTopology } from '@temblor/lab/journal/event';
import { describe, expect, test } from 'vitest';
import { layOut } from './graph-layout.ts';
import { shapeFor } from './layout-shapes.ts';
import type { GraphLayout, PlacedNode } from './placed-graph.ts';
import { largeTopology, votingTopology } from './testing/topologies.ts';

const shapes = [
  ['across', shapeFor(1280)],
  ['across', shapeFor(850)],
  ['down', shapeFor(390)],
] as const;
const systems: readonly (readonly [string, SystemTopology])[] = [
  ['voting', votingTopology],
  ['a system of 16 instances and 40 links', largeTopology],
];

describe.each(shapes)('laid out %s', (direction, shape) => {
  test.each(systems)('%s is laid out the same every time', (_, topology) => {
    expect(layOut(topology, shape)).toEqual(layOut(structuredClone(topology), shape));
  });

  test.each(systems)('no two nodes of %s overlap, and all stand within the picture', (_, topology) => {
    const layout = layOut(topology, shape);
    expect(layout.nodes).toHaveLength(new Set(layout.nodes.map(({ id }) => id)).size);
    for (const node of layout.nodes) {
      expect(isWithin(node, layout)).toBe(true);
      for (const other of layout.nodes) if (other !== node) expect(overlap(node, other)).toBe(false);
    }
  });

  test.each(systems)(
    'every link of %s runs from the edge of its consumer to the edge of its provider',
    (_, topology) => {
      const layout = layOut(topology, shape);
      expect(layout.links.map(({ id }) => id)).toEqual(topology.links.map(({ id }) => id));
      for (const { consumer, provider, points } of layout.links) {
        expect(onEdge(points.at(0), nodeOf(layout, consumer))).toBe(true);
        expect(onEdge(points.at(-1), nodeOf(layout, provider))).toBe(true);
      }
    },
  );

  test.each(systems)('no two labels of %s share a place', (_, topology) => {
    const { links } = layOut(topology, shape);
    const boxes = links.map(({ label }) => ({
      ...label,
      width: shape.labelSize.width,
      height: shape.labelSize.height,
    }));
    for (const [index, box] of boxes.entries()) {
      for (const other of boxes.slice(index + 1)) expect(overlap(box, other)).toBe(false);
    }
  });

  test('clients stand before what they call, and the replicas of a service in order', () => {
    const layout = layOut(votingTopology, shape);
    const along = direction === 'across' ? 'x' : 'y';
    const cross = direction === 'across' ? 'y' : 'x';
    expect(nodeOf(layout, 'client')[along]).toBeLessThan(nodeOf(layout, 'voter')[along]);
    expect(nodeOf(layout, 'voter')[along]).toBeLessThan(nodeOf(layout, 'postgres')[along]);
    const replicas = ['inventory-1', 'inventory-2', 'inventory-3'].map((id) => nodeOf(layout, id)[cross]);
    expect(replicas).toEqual(replicas.toSorted((left, right) => left - right));
  });
});

test('ids are names, also those that every object inherits', () => {
  const ids = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '0', '1', 'a b'];
  const topology = {
    title: '',
    instances: ids.map((id) => ({ id, service: 'odd', faultSwitch: false })),
    links: ids.slice(1).map((id) => ({ id, consumer: '__proto__', provider: id })),
    stores: [],
  };
  const layout = layOut(topology, shapeFor(1280));
  expect(layout.nodes.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  expect(layout.links.map(({ provider }) => provider)).toEqual(ids.slice(1));
  expect(layout.links.every(({ points }) => points.length > 1)).toBe(true);
});

test('a system without links, or without anything, is laid out too', () => {
  const alone = { ...votingTopology, links: [] };
  expect(layOut(alone, shapeFor(1280)).nodes).toHaveLength(7);
  expect(layOut({ title: '', instances: [], links: [], stores: [] }, shapeFor(1280)).nodes).toEqual([]);
});

function nodeOf({ nodes }: GraphLayout, id: string): PlacedNode {
  const node = nodes.find((candidate) => candidate.id === id);
  if (node === undefined) throw new Error(`${id} is not in the picture`);
  return node;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function overlap(left: Box, right: Box): boolean {
  return (
    Math.abs(left.x - right.x) * 2 < left.width + right.width - 0.001 &&
    Math.abs(left.y - right.y) * 2 < left.height + right.height - 0.001
  );
}

function isWithin({ x, y, width, height }: Box, layout: GraphLayout): boolean {
  return x - width / 2 >= 0 && y - height / 2 >= 0 && x + width / 2 <= layout.width && y + height / 2 <= layout.height;
}

function onEdge(point: { x: number; y: number } | undefined, node: Box): boolean {
  if (point === undefined) return false;
  const across = Math.abs(Math.abs(point.x - node.x) - node.width / 2);
  const down = Math.abs(Math.abs(point.y - node.y) - node.height / 2);
  return across < 0.001 || down < 0.001;
}
