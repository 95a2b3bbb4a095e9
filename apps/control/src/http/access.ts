/** Who may use the control API: a client on this machine that knows the lab's token, and no web page but our own. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Problem } from '../api/schemas.ts';
import { document } from './problem.ts';

/** The parts of a request that decide. */
interface AccessRequest {
  readonly path: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
}

/**
 * Refuses, in this order: a foreign `Host` (DNS rebinding), a foreign `Origin` (another site's page), a missing or wrong
 * token. `/health` needs no token.
 *
 * @returns undefined when the request may pass.
 */
export function refuseAccess(request: AccessRequest, port: number, token: string): Problem | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (request.host === undefined || !hosts.includes(request.host.toLowerCase())) {
    return document(403, 'foreign-host', 'this Host header is not of the lab', `use http://127.0.0.1:${port}`, 69);
  }
  if (request.origin !== undefined && !hosts.some((host) => request.origin === `http://${host}`)) {
    return document(403, 'foreign-origin', 'pages of other origins may not use the lab', undefined, 69);
  }
  if (request.path === '/health') return undefined;
  const given = /^Bearer (\S+)$/i.exec(request.authorization ?? '')?.[1];
  if (given === undefined || !sameSecret(given, token)) {
    const hint = 'send "Authorization: Bearer <token>" with the token of .temblor/lab.json';
    return document(401, 'token-required', 'the lab wants its token', hint, 69);
  }
  return undefined;
}

function sameSecret(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
