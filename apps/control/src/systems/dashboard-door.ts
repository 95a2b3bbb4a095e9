/** A port of a system at which its users expect its dashboard: it leads to the page of the lab, opened on the system. */
import { createServer } from 'node:http';
import type { PortPolicy } from '@temblor/lab/world/world';
import type { ClaimedPort } from '@temblor/runtime/processes/ports';
import { claimPort } from '@temblor/runtime/processes/ports';

/** The door, open. `replaced`: another port was taken than the one that was asked for. */
interface DashboardDoor extends AsyncDisposable {
  readonly port: number;
  readonly replaced: ClaimedPort['replaced'];
}

/**
 * Opens it on loopback. It answers `/health`, and leads everything else to the page, without the token: who comes without
 * the link that `temblor dashboard` prints is asked for it there.
 *
 * @param page the address of the page, opened on the system.
 * @throws TemblorError `port-taken` where the port is taken and the policy is strict.
 */
export async function openDashboardDoor(
  wanted: number,
  policy: PortPolicy,
  page: () => string,
): Promise<DashboardDoor> {
  await using opening = new AsyncDisposableStack();
  const claimed = await claimPort(wanted, policy);
  opening.defer(() => claimed.release());
  const server = createServer((request, response) => {
    request.resume();
    if (request.url?.split('?')[0] === '/health') {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify({ status: 'ok', instance_id: 'dashboard' }));
    } else {
      response.writeHead(302, { location: page(), 'cache-control': 'no-store' }).end();
    }
  });
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(claimed.port, '127.0.0.1', listening.resolve);
  await listening.promise;
  opening.defer(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const opened = opening.move();
  return {
    port: claimed.port,
    replaced: claimed.replaced,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
