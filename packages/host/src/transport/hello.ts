/** The first frame of a connection: who calls, whom, and of what. A stranger is told why it is refused. */

export interface Hello {
  /** A connection is one-way: from this node to the other. */
  readonly from: number;
  readonly to: number;
  /** Nodes of different clusters refuse each other, whatever their addresses say. */
  readonly cluster: string;
  /** Name and version of the protocol, and of how its messages are written. */
  readonly protocol: string;
}

/** The payload of the frame. */
export function encodeHello(hello: Hello): Uint8Array {
  return Buffer.from(JSON.stringify(hello));
}

/** Who calls, or why it is refused. @param own what a caller of this node would say; its `from` is not looked at. */
export function examineHello(bytes: Uint8Array, own: Omit<Hello, 'from'>): number | string {
  const hello = parse(bytes);
  if (hello === undefined) return 'the greeting is not understood';
  if (hello.cluster !== own.cluster)
    return `this node is of cluster '${own.cluster}', the caller of '${hello.cluster}'`;
  if (hello.to !== own.to) return `this is node ${own.to}, and the caller wants node ${hello.to}`;
  if (hello.protocol !== own.protocol) return `this node speaks ${own.protocol}, the caller ${hello.protocol}`;
  return hello.from;
}

function parse(bytes: Uint8Array): Hello | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString());
    return isHello(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isHello(value: unknown): value is Hello {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Partial<Record<keyof Hello, unknown>> = value;
  return (
    typeof fields.from === 'number' &&
    typeof fields.to === 'number' &&
    typeof fields.cluster === 'string' &&
    typeof fields.protocol === 'string'
  );
}
