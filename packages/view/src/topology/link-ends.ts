/** Where links touch their nodes: spread over the side that they reach, in the order of where they come from. */
import type { PlacedLink, PlacedNode, Point } from './placed-graph.ts';

/** The part of a side on which links may end. */
const usedPart = 0.7;

/** One end of a link at a node. */
interface End {
  readonly link: PlacedLink;
  readonly node: PlacedNode;
  /** Whether it is the link's first point. */
  readonly isStart: boolean;
  /** The next point of the link, seen from the node. */
  readonly towards: Point;
}

/** Moves the ends of links apart that a layout lets run into the middle of a node, so that each can be told from the next. */
export function spreadEnds(
  nodes: readonly PlacedNode[],
  links: readonly PlacedLink[],
  direction: 'across' | 'down',
): readonly PlacedLink[] {
  const along = direction === 'across' ? 'x' : 'y';
  const cross = direction === 'across' ? 'y' : 'x';
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ends = links.flatMap((link) => endsOf(link, byId));
  const sides = Map.groupBy(ends, ({ node, towards }) => `${towards[along] < node[along] ? '-' : '+'}${node.id}`);
  const moved = new Map<End, Point>();
  for (const side of sides.values()) {
    const sorted = side.toSorted((left, right) => left.towards[cross] - right.towards[cross]);
    for (const [index, end] of sorted.entries()) moved.set(end, pointOnSide(end, (index + 0.5) / sorted.length - 0.5));
  }
  function pointOnSide({ node, towards }: End, share: number): Point {
    const depth = along === 'x' ? node.width : node.height;
    const breadth = along === 'x' ? node.height : node.width;
    const sign = towards[along] < node[along] ? -1 : 1;
    const onSide = node[along] + (sign * depth) / 2;
    const across = node[cross] + share * breadth * usedPart;
    return along === 'x' ? { x: onSide, y: across } : { x: across, y: onSide };
  }
  const newEnds = Map.groupBy(ends, ({ link }) => link.id);
  return links.map((link) => {
    const own = newEnds.get(link.id) ?? [];
    const start = own.find(({ isStart }) => isStart);
    const end = own.find(({ isStart }) => !isStart);
    const startPoint = start === undefined ? undefined : moved.get(start);
    const endPoint = end === undefined ? undefined : moved.get(end);
    if (startPoint === undefined || endPoint === undefined) return link;
    return { ...link, points: [startPoint, ...link.points.slice(1, -1), endPoint] };
  });
}

function endsOf(link: PlacedLink, nodes: ReadonlyMap<string, PlacedNode>): End[] {
  const consumer = nodes.get(link.consumer);
  const provider = nodes.get(link.provider);
  const second = link.points.at(1);
  const beforeLast = link.points.at(-2);
  if (consumer === undefined || provider === undefined || second === undefined || beforeLast === undefined) return [];
  return [
    { link, node: consumer, isStart: true, towards: second },
    { link, node: provider, isStart: false, towards: beforeLast },
  ];
}
