import type { Timeline } from './timeline.ts';

const columnPx = 8;
const rowPx = 40;
const barPx = 26;
/** For the places below the bars of the last row. */
const placePx = 8;
const marginPx = 100;

/** A timeline as an SVG document that stands alone; light and dark as its viewer is. */
export function svgDiagram(
  { processes, bars, width }: Timeline,
  name: (process: number) => string,
  title: string,
): string {
  const widthPx = Math.max(marginPx + (width + 1) * columnPx, (title.length + 2) * columnPx);
  const heightPx = (processes.length + 1) * rowPx + placePx;
  const top = (row: number): number => (row + 1) * rowPx;
  const rows = processes.map(
    (process, row) =>
      `<text x="8" y="${top(row) + 17}">${escaped(name(process))}</text>` +
      `<line x1="${marginPx}" x2="${widthPx}" y1="${top(row) + barPx / 2}" y2="${top(row) + barPx / 2}"/>`,
  );
  const shapes = bars.map(({ row, from, to, label, place = '', isLast }) => {
    const x = marginPx + from * columnPx;
    const barWidth = ((to ?? width) - from) * columnPx;
    const shape = `<rect x="${x}" y="${top(row)}" width="${barWidth}" height="${barPx}" rx="4"${isLast ? ' class="last"' : ''}/>`;
    const words = `<text x="${x + columnPx}" y="${top(row) + 17}">${escaped(label)}</text>`;
    return `${shape}${words}<text class="place" x="${x}" y="${top(row) + barPx + 10}">${escaped(place)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${widthPx} ${heightPx}" width="${widthPx}" height="${heightPx}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${style}</style>`,
    `<rect class="ground" width="${widthPx}" height="${heightPx}"/>`,
    `<text class="title" x="8" y="24">${escaped(title)}</text>`,
    ...rows,
    ...shapes,
    '</svg>\n',
  ].join('\n');
}

const style = [
  'text{font:13px ui-monospace,Menlo,Consolas,monospace;fill:#1a1a1a}.title{font-weight:bold}.place{font-size:9px}',
  'line{stroke:#bbb}rect{fill:#dce8f7;stroke:#3f6ea8}.last{fill:#f9dcd9;stroke:#b3261e;stroke-width:2}',
  '.ground{fill:#fff;stroke:none}',
  '@media(prefers-color-scheme:dark){text{fill:#eee}line{stroke:#555}rect{fill:#223850;stroke:#7fb0ea}',
  '.last{fill:#54211d;stroke:#ff8a80}.ground{fill:#16181d;stroke:none}}',
].join('');

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
