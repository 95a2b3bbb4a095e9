/**
 * The images in full size, made when somebody first asks for one: a replica is ready at once, and one that nobody asks for
 * images spends nothing on them. After the first, the others follow in the background, one at a time.
 *
 * @typeParam T what a picture is made from.
 */
export class Originals<T> {
  readonly #images: ReadonlyMap<string, T>;
  readonly #make: (image: T) => Promise<Buffer>;
  readonly #onFailure: (error: unknown) => void;
  /** As many as there are images at most; one that is being made is shared by all who wait for it. */
  readonly #made = new Map<string, Promise<Buffer>>();
  #following: Promise<void> | undefined;
  readonly #closing: AbortSignal;

  /**
   * @param images by id.
   * @param make encodes one.
   * @param onFailure is told what went wrong in the background; who asks for that image later has it made anew.
   * @param closing aborted when no further image is worth making.
   */
  constructor(
    images: ReadonlyMap<string, T>,
    make: (image: T) => Promise<Buffer>,
    onFailure: (error: unknown) => void,
    closing: AbortSignal,
  ) {
    this.#images = images;
    this.#make = make;
    this.#onFailure = onFailure;
    this.#closing = closing;
  }

  /** An image, encoded; undefined where there is none of that id. */
  async take(id: string): Promise<Buffer | undefined> {
    const image = this.#images.get(id);
    if (image === undefined) return undefined;
    const original = await this.#share(id, image);
    this.#following ??= this.#makeOthers();
    return original;
  }

  /** Resolves when nothing is being made in the background. */
  async settle(): Promise<void> {
    await this.#following;
  }

  #share(id: string, image: T): Promise<Buffer> {
    const begun = this.#made.get(id);
    if (begun !== undefined) return begun;
    const making = this.#make(image);
    this.#made.set(id, making);
    making.catch(() => this.#made.delete(id));
    return making;
  }

  async #makeOthers(): Promise<void> {
    for (const [id, image] of this.#images) {
      if (this.#closing.aborted) return;
      await this.#share(id, image).catch(this.#onFailure);
    }
  }
}
