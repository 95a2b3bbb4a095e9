/** How wide text is on a terminal, escape sequences left out. Counts code points: our texts hold no wide characters. */

const escapeCharacter = String.fromCharCode(27);
const sequence = new RegExp(`${escapeCharacter}\\[[0-9;]*m`, 'g');

/** The visible width of a text. */
export function widthOf(text: string): number {
  return [...text.replace(sequence, '')].length;
}

/** The text, cut to a width, with its colours closed. */
export function cutToWidth(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let visible = 0;
  let result = '';
  for (let index = 0; index < text.length && visible < width - 1; ) {
    sequence.lastIndex = index;
    const match = sequence.exec(text);
    if (match?.index === index) {
      result += match[0];
      index += match[0].length;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(index) ?? 32);
    result += character;
    visible += 1;
    index += character.length;
  }
  const reset = text.includes(escapeCharacter) ? `${escapeCharacter}[0m` : '';
  return `${result}…${reset}`;
}

/** Pads on the right, or on the left for figures. */
export function padTo(text: string, width: number, side: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return side === 'left' ? space + text : text + space;
}
