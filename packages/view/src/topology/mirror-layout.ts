/** A layout seen in a mirror: links cross no more often, and the instances of a service stand in order. */
import type { SystemTopology } from '@temblor/lab/journal/event';
import type { GraphLayout, Point } from './placed-graph.ts';

/** The layout, or its mirror image where more instances of a service would else stand before their predecessor than after it. */
export function inOrder(layout: GraphLayout, { instances }: SystemTopology, axis: 'x' | 'y'): GraphLayout {
  const places = new Map(layout.nodes.map((node) => [node.id, node[axis]]));
  const steps = instances.slice(1).map(({ id, service }, index) => {
    const before = instances[index];
    const from = before?.service === service ? places.get(before.id) : undefined;
    const to = places.get(id);
    return from === undefined || to === undefined ? 0 : Math.sign(to - from);
  });
  return steps.reduce((sum, step) => sum + step, 0) < 0 ? mirror(layout, axis) : layout;
}

function mirror(layout: GraphLayout, axis: 'x' | 'y'): GraphLayout {
  const far = axis === 'x' ? layout.width : layout.height;
  const turn = <T extends Point>(point: T): T => ({ ...point, [axis]: far - point[axis] });
  const links = layout.links.map((link) => ({ ...link, points: link.points.map(turn), label: turn(link.label) }));
  return { ...layout, nodes: layout.nodes.map(turn), links };
}
