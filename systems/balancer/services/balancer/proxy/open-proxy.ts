/** Opens the balancer's reverse proxy. */
import type { Proxy, ProxyParts } from './proxy.ts';

/** @throws where the port cannot be listened on. */
export function openProxy(_parts: ProxyParts): Promise<Proxy> {
  throw new Error('the proxy is being built');
}
