/** Who is on this machine, and who speaks to it by its own name. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** Whether an address, or a name in a URL, is one of this machine alone; IPv6 with or without brackets. */
export function isLoopback(name: string): boolean {
  const address = name.replace(/^\[|\]$/g, '').replace(/^::ffff:/, '');
  return address === 'localhost' || address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}

/** What a browser says of a request by the page's own site, or by the user at the address bar (Fetch Metadata, W3C). */
const ownSites = ['same-origin', 'none'];

/**
 * Whether a request names this machine: a loopback `Host` (against DNS rebinding), and no `Origin` but that of the same host
 * (against pages of other sites). The image of a page sends no `Origin`, but a `Sec-Fetch-Site`, as every request of a
 * browser does. Where it comes from is another question: `isLoopback` of the peer's address.
 */
export function namesOwnMachine(headers: IncomingHttpHeaders): boolean {
  const { host, origin, 'sec-fetch-site': site } = headers;
  if (host === undefined || !URL.canParse(`http://${host}`)) return false;
  if (site !== undefined && !(typeof site === 'string' && ownSites.includes(site))) return false;
  return isLoopback(new URL(`http://${host}`).hostname) && (origin === undefined || origin === `http://${host}`);
}

/** What a proxy passed on came from anywhere, whatever the connection says. */
const marksOfProxies = ['forwarded', 'via', 'x-forwarded-for'] as const;

/** Whether a request comes from this machine, by its own name, and through no proxy: only such a one may do harm. */
export function isLocalRequest({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>): boolean {
  if (marksOfProxies.some((name) => headers[name] !== undefined)) return false;
  return isLoopback(socket.remoteAddress ?? '') && namesOwnMachine(headers);
}
