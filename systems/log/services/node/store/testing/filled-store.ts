import type { StoredMessage } from '../message-block.ts';
import type { MessageStore } from '../message-store.ts';

/** A message without a key; its content tells its id where none is given. */
export function message(id: number, content = `message ${id}`): StoredMessage {
  return { id, content, lamportTimestamp: id * 2, nodeId: 1, physicalTimestamp: 1_700_000_000.5, term: 1 };
}

/**
 * Appends messages up to `last`, in blocks of `size`; the position of a block is the id of its last message.
 *
 * @param make the message of an id.
 */
export function fill(store: MessageStore, last: number, size = 3, make = (id: number) => message(id)): void {
  while (store.count < last) {
    const first = store.count + 1;
    const messages = Array.from({ length: Math.min(size, last - store.count) }, (_, place) => make(first + place));
    store.append(first + messages.length - 1, messages);
  }
}

/** What a store gives out. */
export async function readAll(
  store: MessageStore,
  afterId = 0,
  limit = Number.POSITIVE_INFINITY,
): Promise<StoredMessage[]> {
  return (await Array.fromAsync(store.read({ afterId, limit }))).flat();
}
