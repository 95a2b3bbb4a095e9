import type { Bulkhead } from '@temblor/resilience/bulkhead/bulkhead';
import { Rejection } from '@temblor/resilience/policy/rejection';
import type { Scope } from '@temblor/resilience/policy/scope';
import type { Originals } from './originals.ts';
import type { Rendition } from './rendition.ts';

/** What became of a wish for an image. */
export type Rendering =
  | { readonly kind: 'rendered'; readonly bytes: Buffer }
  | { readonly kind: 'unknown-image' }
  /** As much work waits as may; nothing was done. */
  | { readonly kind: 'overloaded' };

/** What image works are made of. */
export interface WorksParts {
  /** How much is worked on at once, and how much may wait. */
  readonly bulkhead: Bulkhead;
  readonly originals: Pick<Originals<unknown>, 'take'>;
  /** Makes a rendition from an encoded original. */
  readonly render: (original: Buffer, rendition: Rendition) => Promise<Buffer>;
}

/** Makes images within bounds: each takes a core for as long as it is made, so that more at once would only be slower. */
export class ImageWorks {
  readonly #parts: WorksParts;

  constructor(parts: WorksParts) {
    this.#parts = parts;
  }

  /**
   * @param rendition undefined: the original as it is.
   * @param scope of the request: where it is cancelled before its turn, nothing is made.
   * @throws the scope's reason where the request was given up before its turn, and what making the image throws.
   */
  async make(id: string, rendition: Rendition | undefined, scope: Scope): Promise<Rendering> {
    const { bulkhead, originals, render } = this.#parts;
    try {
      return await bulkhead.run(async () => {
        const original = await originals.take(id);
        if (original === undefined) return { kind: 'unknown-image' as const };
        scope.throwIfCancelled();
        const bytes = rendition === undefined ? original : await render(original, rendition);
        return { kind: 'rendered' as const, bytes };
      }, scope);
    } catch (error) {
      if (error instanceof Rejection && error.code === 'bulkhead-full') return { kind: 'overloaded' };
      throw error;
    }
  }
}
