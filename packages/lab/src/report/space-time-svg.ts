/** A space-time diagram as a file: SVG that stands alone, for light and dark, with its list of what happened. */
import { startOf } from '../measure/space-time/happening.ts';
import type { Arrow, Band, Mark, SpaceTimeLayout } from '../measure/space-time/layout.ts';
import { markRadius } from '../measure/space-time/layout.ts';
import { escapeMarkup } from './markup.ts';
import { describeHappening, formatMoment } from './space-time-words.ts';
import { wrap } from './table.ts';

const lineHeight = 19;
/** Of the longest line of the list, at 13 pixels. */
const leastWidth = 900;

const styles = `
svg{color-scheme:light dark;background:#fff;font:13px system-ui,sans-serif}
text{fill:#1c1f23;font-variant-numeric:tabular-nums}.soft{fill:#5b636d}.line{stroke:#9aa3ad}
.message{stroke:#1f5fbf;stroke-width:1.6}.head{fill:#1f5fbf}.lost{stroke:#b3261e;stroke-width:1.6;stroke-dasharray:5 4}
.cross{stroke:#b3261e;stroke-width:2.2}.band{fill:#c77700;fill-opacity:.16;stroke:#c77700;stroke-opacity:.6}
.badge{fill:#fff;stroke:#5b636d}.mark{fill:#1c1f23}.mark+text{fill:#fff}.violation{stroke:#b3261e;stroke-width:2}
.broken{fill:#b3261e}.broken+text{fill:#fff}.number{font-size:10px;text-anchor:middle}
@media (prefers-color-scheme:dark){
svg{background:#15181c}text{fill:#e8eaed}.soft{fill:#a3abb5}.line{stroke:#5b636d}
.message{stroke:#7fb0ff}.head{fill:#7fb0ff}.lost,.cross,.violation{stroke:#ff8a80}.band{fill:#ffb74d;stroke:#ffb74d}
.badge{fill:#15181c;stroke:#a3abb5}.mark{fill:#e8eaed}.mark+text{fill:#15181c}.broken{fill:#ff8a80}.broken+text{fill:#15181c}}
`;

/**
 * The whole file.
 *
 * @param title what the diagram shows, in one line.
 * @param description for who cannot see it, in a sentence or two.
 */
export function renderSpaceTimeSvg(layout: SpaceTimeLayout, title: string, description: string): string {
  const lines = layout.items.flatMap(({ number, of }) => {
    const moment = formatMoment(startOf(of));
    return wrap(describeHappening(of), '').map((text, index) => (index === 0 ? { number, moment, text } : { text }));
  });
  const width = Math.max(layout.width, leastWidth);
  const height = layout.height + 24 + lines.length * lineHeight;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title description" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title id="title">${escapeMarkup(title)}</title>`,
    `<desc id="description">${escapeMarkup(description)}</desc>`,
    `<style>${styles}</style>`,
    `<text x="12" y="22" font-weight="600">${escapeMarkup(title)}</text>`,
    ...layout.bands.map(renderBand),
    ...layout.rows.map(
      ({ name, y }) =>
        `<text x="12" y="${y + 4}">${escapeMarkup(name)}</text><line class="line" x1="${layout.startX}" y1="${y}" x2="${layout.endX}" y2="${y}"/>`,
    ),
    ...layout.violations.map(({ x }) => {
      const bottom = layout.rows.at(-1)?.y ?? 0;
      return `<line class="violation" x1="${x}" y1="${layout.topY}" x2="${x}" y2="${bottom + 26}"/>`;
    }),
    ...layout.arrows.map(renderArrow),
    ...layout.marks.map(renderMark),
    ...layout.bands.map(({ number, numberX, y1, name }) => {
      const label = `<text class="soft" x="${numberX + markRadius + 4}" y="${y1 - 3}" font-size="11">${escapeMarkup(name)}</text>`;
      return badge(number, numberX, y1, 'badge') + label;
    }),
    ...layout.arrows.map(({ number, numberX, numberY }) => badge(number, numberX, numberY, 'badge')),
    ...layout.violations.map(({ number, x }) => badge(number, x, layout.topY, 'broken')),
    ...layout.ticks.map(
      ({ x, atUs }) =>
        `<text class="soft" x="${x}" y="${layout.height - 14}" font-size="11" text-anchor="middle">${formatMoment(atUs)}</text>`,
    ),
    ...lines.map((line, index) => renderLine(line, layout.height + 20 + index * lineHeight)),
    '</svg>',
    '',
  ].join('\n');
}

/** A line of the list: its number, its moment and its words stand below those of the others. */
function renderLine({ number, moment, text }: { number?: number; moment?: string; text: string }, y: number): string {
  const head =
    number === undefined
      ? ''
      : `<tspan x="32" text-anchor="end">${number}</tspan><tspan class="soft" x="108" text-anchor="end">${moment}</tspan>`;
  return `<text y="${y}">${head}<tspan x="122">${escapeMarkup(text)}</tspan></text>`;
}

function renderBand({ x1, x2, y1, y2, of }: Band): string {
  return `<rect class="band" x="${x1}" y="${y1}" width="${x2 - x1}" height="${y2 - y1}" rx="3"><title>${escapeMarkup(describeHappening(of))}</title></rect>`;
}

function renderArrow({ x1, y1, x2, y2, of }: Arrow): string {
  const line = `<line class="${of.lost === null ? 'message' : 'lost'}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"><title>${escapeMarkup(describeHappening(of))}</title></line>`;
  if (of.lost !== null) {
    return `${line}<path class="cross" d="M${x2 - 5} ${y2 - 5}l10 10m0 -10l-10 10"/>`;
  }
  const degrees = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
  return `${line}<path class="head" d="M0 0L-9 -4L-9 4Z" transform="translate(${x2} ${y2}) rotate(${degrees.toFixed(1)})"/>`;
}

function renderMark({ number, x, y, of }: Mark): string {
  return `<g><title>${escapeMarkup(describeHappening(of))}</title>${badge(number, x, y, 'mark')}</g>`;
}

/** A number in a circle. */
function badge(number: number, x: number, y: number, kind: 'badge' | 'mark' | 'broken'): string {
  return `<circle class="${kind}" cx="${x}" cy="${y}" r="${markRadius}"/><text class="number" x="${x}" y="${y + 3.5}">${number}</text>`;
}
