/**
 * Connections between nodes begin as a request over HTTP and are upgraded (RFC 9110, §7.8): so a node has one port, and a
 * fault on a link acts on what the nodes say to each other as on everything else.
 */
import { request } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { Dial } from '@temblor/host/transport/tcp-dial';
import type { ClusterSecret } from '../http/cluster-secret.ts';

/** Where nodes take each other's calls, and what they speak. */
export const clusterUpgrade = { path: '/cluster', name: 'temblor-cluster/1' };

/**
 * @param urlOf where another node is called, asked before every attempt.
 * @param secret by which this node proves that it is one.
 */
export function upgradingDial(urlOf: (node: number) => string | undefined, secret: ClusterSecret): Dial {
  return (node, signal) => {
    const url = urlOf(node);
    if (url === undefined)
      return Promise.reject(new TemblorError('address-unknown', `where node ${node} is called is not known`));
    return new Promise((resolve, reject) => {
      const headers = { ...secret.headers, connection: 'Upgrade', upgrade: clusterUpgrade.name };
      const dialled = request(new URL(clusterUpgrade.path, url), { headers, signal, agent: false });
      dialled.on('upgrade', (_response, socket, head) => resolve(upgradedSocket(socket, head)));
      dialled.on('response', (response) => {
        response.resume();
        reject(new TemblorError('not-upgraded', `${url} answered ${response.statusCode}, and was to be upgraded`));
      });
      dialled.on('error', reject);
      dialled.end();
    });
  };
}

/**
 * A connection that was upgraded, with what came behind the upgrade already.
 *
 * @throws `not-a-socket` where something stands between the program and the network's own stream.
 */
export function upgradedSocket(stream: Duplex, head: Buffer): Socket {
  if (!(stream instanceof Socket)) throw new TemblorError('not-a-socket', 'the upgraded connection is not a socket');
  if (head.length > 0) stream.unshift(head);
  return stream;
}
