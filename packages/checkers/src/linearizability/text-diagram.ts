import type { Timeline } from './timeline.ts';

/** A timeline for a terminal: `├─ write 4 ──┤`, one line a client; the operation that is too much has double ends. */
export function textDiagram({ processes, bars, width }: Timeline, name: (process: number) => string): string[] {
  const names = processes.map(name);
  const margin = Math.max(0, ...names.map(({ length }) => length)) + 2;
  return names.map((text, row) => {
    const line = Array.from({ length: width + 1 }, () => ' ');
    for (const { row: ofBar, from, to, label, isLast } of bars) {
      if (ofBar !== row) continue;
      const end = to ?? width;
      for (let column = from; column <= end; column += 1) line[column] = isLast ? '═' : '─';
      line[from] = isLast ? '╞' : '├';
      line[end] = to === undefined ? '…' : isLast ? '╡' : '┤';
      [...` ${label} `].forEach((character, index) => {
        line[from + 1 + index] = character;
      });
    }
    return (text.padEnd(margin) + line.join('')).trimEnd();
  });
}
