import { fileURLToPath } from 'node:url';

/** The source files in the stack trace of an error, innermost first; `text` is the file with its line. */
export function placesIn(error: unknown): { file: string; text: string }[] {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const found = [...stack.matchAll(/(?:^|\s|\()((?:file:\/\/)?\/[^\s():]+):(\d+(?::\d+)?)/g)];
  return found.map(([, source = '', line]) => {
    const file = source.startsWith('file:') ? fileURLToPath(source) : source;
    return { file, text: `${file}:${line}` };
  });
}
