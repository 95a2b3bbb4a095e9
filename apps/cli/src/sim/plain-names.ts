/** Nodes and clients in words: `node 3` where a journal has the id `node-3`. */
export function plainNames(text: string): string {
  return text.replaceAll(/\b(node|client)-(\d+)\b/g, '$1 $2');
}
