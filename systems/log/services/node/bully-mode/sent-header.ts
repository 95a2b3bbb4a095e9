/** When a message of a node was sent, on its own clock: the nodes of one machine share it. */
export const sentHeader = 'x-sent-at-us';

/** @returns undefined where the caller said nothing of use, as someone who is no node. */
export function readSentAtUs(headers: Readonly<Record<string, unknown>>): number | undefined {
  const sentAtUs = Number(headers[sentHeader]);
  return Number.isSafeInteger(sentAtUs) && sentAtUs > 0 ? sentAtUs : undefined;
}
