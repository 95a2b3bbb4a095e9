/** Connections to other nodes, straight to a port of theirs. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Opens a connection to another node; rejects where none can be made (yet), and when the signal aborts. */
export type Dial = (node: number, signal: AbortSignal) => Promise<Socket>;

/** @param addressOf asked before every attempt: it may be a proxy's, and may change. Undefined: not known yet. */
export function tcpDial(addressOf: (node: number) => Address | undefined): Dial {
  return async (node, signal) => {
    const address = addressOf(node);
    if (address === undefined)
      throw new TemblorError('address-unknown', `the address of node ${node} is not known yet`);
    const socket = connect(address);
    try {
      await once(socket, 'connect', { signal });
      return socket;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  };
}
