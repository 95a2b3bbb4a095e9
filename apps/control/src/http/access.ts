/** Who may use the control API: a client on this machine that knows the lab's token, and no web page but our own. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Problem } from '../api/schemas.ts';
import { document } from './problem.ts';

/**
 * What a route gives without a token: `page` is the page itself, which anyone may open who has a link to it; `health` is
 * that the lab is there.
 */
type OpenRoute = 'page' | 'health';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Absent: the route wants the token. */
    readonly opensTo?: OpenRoute;
  }
}

/** The parts of a request that decide. */
interface AccessRequest {
  /**
   * Of the route that will answer, so that no spelling of a path can make this decision about another one than the router;
   * undefined where the token is wanted, as for paths that no route has.
   */
  readonly opensTo: OpenRoute | undefined;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** The header `Sec-Fetch-Site` (W3C Fetch Metadata): browsers say with it whose page asks. */
  readonly fetchSite: string | undefined;
  readonly authorization: string | undefined;
}

/**
 * Refuses, in this order: a foreign `Host` (DNS rebinding), a foreign `Origin` or another site's page, a missing or wrong
 * token.
 *
 * @returns undefined when the request may pass.
 */
export function refuseAccess(request: AccessRequest, port: number, token: string): Problem | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (request.host === undefined || !hosts.includes(request.host.toLowerCase())) {
    return document(403, 'foreign-host', 'this Host header is not of the lab', `use http://127.0.0.1:${port}`, 69);
  }
  const isForeignOrigin = request.origin !== undefined && !hosts.some((host) => request.origin === `http://${host}`);
  if (isForeignOrigin || (request.opensTo !== 'page' && isForeignSite(request.fetchSite))) {
    return document(403, 'foreign-origin', 'pages of other origins may not use the lab', undefined, 69);
  }
  if (request.opensTo !== undefined) return undefined;
  const given = /^Bearer (\S+)$/i.exec(request.authorization ?? '')?.[1];
  if (given === undefined || !sameSecret(given, token)) {
    const hint = 'send "Authorization: Bearer <token>" with the token of .temblor/lab.json';
    return document(401, 'token-required', 'the lab wants its token', hint, 69);
  }
  return undefined;
}

/** A page of another port of this machine is foreign too (`same-site`). `none`: typed into the address bar. */
function isForeignSite(fetchSite: string | undefined): boolean {
  return fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none';
}

function sameSecret(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
