/** How a node proves that it is of the cluster: what it says of itself anyone could say. */
import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const header = 'x-cluster-secret';

export class ClusterSecret {
  readonly #secret: string | undefined;

  /** @param secret the same on every node; absent: nothing proves anything, as befits a node that is alone. */
  constructor(secret: string | undefined) {
    this.#secret = secret;
  }

  /** What a node adds to its requests to the others. */
  get headers(): Readonly<Record<string, string>> {
    return this.#secret === undefined ? {} : { [header]: this.#secret };
  }

  /** Whether a request is of a node of the cluster. */
  isProvedBy(headers: IncomingHttpHeaders): boolean {
    const given = headers[header];
    if (this.#secret === undefined || typeof given !== 'string') return false;
    // Digests are of one length, and comparing them in constant time tells nothing of the secret.
    return timingSafeEqual(digest(given), digest(this.#secret));
  }
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
