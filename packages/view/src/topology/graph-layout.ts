/**
 * Where the nodes and links of a system stand: laid out in layers (Sugiyama's method, by dagre), clients first and stores
 * last. The same topology gives the same picture, and no state of the system moves anything.
 */
import type { EdgeLabel, GraphLabel, NodeLabel } from '@dagrejs/dagre';
import { Graph, layout } from '@dagrejs/dagre';
import type { SystemTopology } from '@temblor/lab/journal/event';
import { spreadEnds } from './link-ends.ts';
import { inOrder } from './mirror-layout.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** `outsider`: the load's clients, or the lab's own detector. */
export type NodeKind = 'outsider' | 'instance' | 'store';

/** A node; `x` and `y` are its centre. */
export interface PlacedNode extends Point {
  readonly id: string;
  readonly kind: NodeKind;
  readonly width: number;
  readonly height: number;
}

export interface PlacedLink {
  readonly id: string;
  readonly consumer: string;
  readonly provider: string;
  /** From the consumer's edge to the provider's. */
  readonly points: readonly Point[];
  /** The centre of the room that is kept for its label. */
  readonly label: Point;
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly links: readonly PlacedLink[];
}

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

/** Lays out a topology. A link that names a node twice, or one that is not there, adds what it names as an outsider. */
export function layOut(topology: SystemTopology, shape: LayoutShape): GraphLayout {
  const kinds = kindsOf(topology);
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>({ directed: true, multigraph: true });
  const isAcross = shape.direction === 'across';
  graph.setGraph({
    rankdir: isAcross ? 'LR' : 'TB',
    nodesep: shape.nodeGap,
    ranksep: shape.layerGap,
    edgesep: 8,
    marginx: marginPixels,
    marginy: marginPixels,
  });
  for (const [id, kind] of kinds) graph.setNode(id, { ...shape.nodeSizes[kind] });
  for (const { id, consumer, provider } of topology.links) {
    graph.setEdge(consumer, provider, { ...shape.labelSize, labelpos: 'c' }, id);
  }
  layout(graph);
  const nodes = [...kinds].map(([id, kind]): PlacedNode => {
    const { x = 0, y = 0 } = graph.node(id);
    return { id, kind, x, y, ...shape.nodeSizes[kind] };
  });
  const links = topology.links.map(({ id, consumer, provider }): PlacedLink => {
    const { points = [], x = 0, y = 0 } = graph.edge(consumer, provider, id);
    return { id, consumer, provider, points, label: { x, y } };
  });
  const { width = 0, height = 0 } = graph.graph();
  const ordered = inOrder({ width, height, nodes, links }, topology, isAcross ? 'y' : 'x');
  return { ...ordered, links: spreadEnds(ordered.nodes, ordered.links, shape.direction) };
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
