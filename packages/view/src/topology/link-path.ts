/** The line of a link. */
import type { Point } from './placed-graph.ts';

/**
 * An SVG path through the middles of the given points, rounded at each of them (quadratic curves; it stays within the
 * points' hull, and leaves and arrives straight).
 */
export function linkPath(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const parts = [`M${write(first)}`];
  for (const [index, point] of rest.entries()) {
    const next = rest[index + 1];
    if (next === undefined) parts.push(`L${write(point)}`);
    else
      parts.push(
        index === 0 ? `L${write(middle(first, point))}` : '',
        `Q${write(point)} ${write(middle(point, next))}`,
      );
  }
  return parts.join('');
}

function middle(left: Point, right: Point): Point {
  return { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 };
}

function write({ x, y }: Point): string {
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}
