import type { NodeId, Protocol, ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { NodeTransport } from '../transport/transport.ts';
import { Transport } from '../transport/transport.ts';
import { openWriteAheadLog } from '../write-ahead-log/write-ahead-log.ts';
import { decodeRecovered } from './decode-recovered.ts';
import type { NodeOptions, RunOptions } from './node-options.ts';
import { ProtocolNode } from './protocol-node.ts';

const defaultBytes = 64 * 1024 * 1024;

/** Given what takes the messages of other nodes, by whom they were sent and encoded. */
type OpenTransport = (received: (from: NodeId, payload: Uint8Array) => void) => Promise<NodeTransport>;

/**
 * Starts a node over connections of frames, for the first time or again.
 *
 * @throws `log-format-newer`, `log-format-older`, `log-of-another-node`, `log-unreadable`, `disk-full`, `disk-failed`,
 * `cannot-listen`, and the signal's reason where it aborted before the node ran.
 */
export function openNode<T extends ProtocolTypes>(
  protocol: Protocol<T>,
  options: NodeOptions<T>,
): Promise<ProtocolNode<T>> {
  return runNode(protocol, options, (received) =>
    Transport.open({
      ...options,
      protocol: `${protocol.name} ${options.version}`,
      maximumBytes: options.maximumMessageBytes ?? defaultBytes,
      received,
    }),
  );
}

/** Starts a node whose messages go another way. @throws as `openNode` does, and what opening the transport throws. */
export async function runNode<T extends ProtocolTypes>(
  protocol: Protocol<T>,
  options: RunOptions<T>,
  openTransport: OpenTransport,
): Promise<ProtocolNode<T>> {
  options.signal?.throwIfAborted();
  await using opened = new AsyncDisposableStack();
  const { node, directory, segmentBytes = defaultBytes } = options;
  let running: ProtocolNode<T> | undefined;
  // The port first: a program that is started twice by mistake fails here, before it touches the log of the other.
  const transport = opened.use(await openTransport((from, payload) => running?.receive(from, payload)));
  const { log, found } = await openWriteAheadLog({ directory, node, segmentBytes });
  opened.use(log);
  for (const finding of found.findings) options.trouble(`${directory}: ${finding}`);
  const recovered = decodeRecovered<T>(found, options.codecs, directory);
  options.signal?.throwIfAborted();
  const started = protocol.start(node, recovered, options.clock.nowUs());
  running = new ProtocolNode(protocol, options, { log, transport, started });
  opened.move();
  return running;
}
