/** A system that is laid out: everything in pixels, from the upper left corner. */

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
