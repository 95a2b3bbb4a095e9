/**
 * The images in full size, each made when somebody first asks for it: a replica is ready at once, and a replica that was
 * just restarted spends its core on its requests, and not on images that nobody wants.
 *
 * @typeParam T what a picture is made from.
 */
export class Originals<T> {
  readonly #images: ReadonlyMap<string, T>;
  readonly #make: (image: T) => Promise<Buffer>;
  /** As many as there are images at most; one that is being made is shared by all who wait for it. */
  readonly #made = new Map<string, Promise<Buffer>>();

  /**
   * @param images by id.
   * @param make encodes one; one that could not be made is made anew for who asks next.
   */
  constructor(images: ReadonlyMap<string, T>, make: (image: T) => Promise<Buffer>) {
    this.#images = images;
    this.#make = make;
  }

  /** An image, encoded; undefined where there is none of that id. @throws what making it throws. */
  async take(id: string): Promise<Buffer | undefined> {
    const image = this.#images.get(id);
    if (image === undefined) return undefined;
    const begun = this.#made.get(id);
    if (begun !== undefined) return begun;
    const making = this.#make(image);
    this.#made.set(id, making);
    making.catch(() => this.#made.delete(id));
    return making;
  }
}
