/**
 * Where the nodes and links of a system stand: laid out in layers (Sugiyama's method, by dagre), clients first and stores
 * last. The same topology gives the same picture, and no state of the system moves anything.
 */
import type { EdgeLabel, GraphLabel, NodeLabel, OrderConstraint } from '@dagrejs/dagre';
import { Graph, layout } from '@dagrejs/dagre';
import type { SystemTopology } from '@temblor/lab/journal/event';
import { spreadEnds } from './link-ends.ts';
import { inOrder } from './mirror-layout.ts';
import type { GraphLayout, NodeKind, PlacedLink, PlacedNode } from './placed-graph.ts';

/** Sizes in pixels, and the way in which calls run: `across` from left to right, `down` from top to bottom. */
export interface LayoutShape {
  readonly direction: 'across' | 'down';
  readonly nodeSizes: Readonly<Record<NodeKind, { readonly width: number; readonly height: number }>>;
  readonly labelSize: { readonly width: number; readonly height: number };
  /** Between neighbours of a layer, and between layers. */
  readonly nodeGap: number;
  readonly layerGap: number;
}

const marginPixels = 12;

/**
 * Lays out a topology. Tried twice, once with the instances of a service held in order, which untangles large systems and
 * knots up some small ones: the picture with the shorter lines is taken. An end of a link that is no instance and no
 * store is added as an outsider.
 */
export function layOut(topology: SystemTopology, shape: LayoutShape): GraphLayout {
  const free = tryLayout(topology, shape, []);
  const ordered = tryLayout(topology, shape, serviceOrder(topology));
  const best = lineLength(ordered) < lineLength(free) ? ordered : free;
  const turned = inOrder(best, topology, shape.direction === 'across' ? 'y' : 'x');
  return { ...turned, links: spreadEnds(turned.nodes, turned.links, shape.direction) };
}

/** @param constraints who stands before whom in a layer. */
function tryLayout(topology: SystemTopology, shape: LayoutShape, constraints: OrderConstraint[]): GraphLayout {
  const kinds = kindsOf(topology);
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>({ directed: true, multigraph: true });
  graph.setGraph({
    rankdir: shape.direction === 'across' ? 'LR' : 'TB',
    nodesep: shape.nodeGap,
    ranksep: shape.layerGap,
    edgesep: 8,
    marginx: marginPixels,
    marginy: marginPixels,
  });
  for (const [id, kind] of kinds) graph.setNode(named(id), { ...shape.nodeSizes[kind] });
  for (const { id, consumer, provider } of topology.links) {
    graph.setEdge(named(consumer), named(provider), { ...shape.labelSize, labelpos: 'c' }, named(id));
  }
  layout(graph, { constraints });
  const nodes = [...kinds].map(([id, kind]): PlacedNode => {
    const { x = 0, y = 0 } = graph.node(named(id));
    return { id, kind, x, y, ...shape.nodeSizes[kind] };
  });
  const links = topology.links.map(({ id, consumer, provider }): PlacedLink => {
    const { points = [], x = 0, y = 0 } = graph.edge(named(consumer), named(provider), named(id));
    return { id, consumer, provider, points, label: { x, y } };
  });
  const { width = 0, height = 0 } = graph.graph();
  return { width, height, nodes, links };
}

/** The layout keeps names as keys of plain objects: an id such as `constructor` must not be one of what these inherit. */
function named(id: string): string {
  return `#${id}`;
}

function serviceOrder({ instances }: SystemTopology): OrderConstraint[] {
  return instances.slice(1).flatMap(({ id, service }, index) => {
    const before = instances[index];
    return before?.service === service ? [{ left: named(before.id), right: named(id) }] : [];
  });
}

function lineLength({ links }: GraphLayout): number {
  let length = 0;
  for (const { points } of links) {
    for (const [index, { x, y }] of points.slice(1).entries()) {
      const before = points[index];
      if (before !== undefined) length += Math.hypot(x - before.x, y - before.y);
    }
  }
  return length;
}

/** Outsiders first: who calls stands before who is called. */
function kindsOf({ instances, links, stores }: SystemTopology): ReadonlyMap<string, NodeKind> {
  const known = new Set([...instances.map(({ id }) => id), ...stores]);
  const kinds = new Map<string, NodeKind>();
  for (const end of links.flatMap(({ consumer, provider }) => [consumer, provider])) {
    if (!known.has(end)) kinds.set(end, 'outsider');
  }
  for (const { id } of instances) kinds.set(id, 'instance');
  for (const store of stores) kinds.set(store, 'store');
  return kinds;
}
