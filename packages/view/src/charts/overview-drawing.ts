/** Draws the strip of a whole journal: phases, faults, OFF and ON, what charts show of it, and the cursor. */
import type { Ground } from './mark-drawing.ts';
import { drawCursor, drawFaults, drawHealth, Slivers, xOf } from './mark-drawing.ts';
import type { Marks } from './marks.ts';
import type { Palette } from './palette.ts';
import type { Bounds } from './range-bounds.ts';

export interface Overview {
  readonly span: Bounds;
  readonly shown: Bounds;
  readonly marks: Marks;
  readonly cursorUs: number;
}

const signsHeight = 11;

/** Draws it on a canvas that fills its element, as sharp as the screen is. */
export function drawOverview(canvas: HTMLCanvasElement, overview: Overview, palette: Palette): void {
  const context = canvas.getContext('2d');
  const ratio = devicePixelRatio;
  const width = Math.round(canvas.clientWidth * ratio);
  const height = Math.round(canvas.clientHeight * ratio);
  if (context === null || width === 0) return;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  context.clearRect(0, 0, width, height);
  const top = signsHeight * ratio;
  const ground: Ground = {
    ...{ context, left: 0, top, width, height: height - top, ratio, palette },
    bounds: overview.span,
  };
  drawPhases(ground, overview.marks);
  drawFaults(ground, overview.marks);
  drawShown(ground, overview.shown);
  drawHealth(ground, overview.marks, 8);
  drawCursor(ground, overview.cursorUs);
}

function drawPhases(ground: Ground, marks: Marks): void {
  const { context, palette, top, height, ratio, width } = ground;
  context.fillStyle = palette.idleGround;
  context.fillRect(0, top, width, height);
  context.fillStyle = palette.lineStrong;
  const slivers = new Slivers(ratio);
  for (const { startUs } of marks.phases) {
    const x = Math.round(xOf(ground, startUs));
    if (slivers.shows(x, x + ratio)) context.fillRect(x, top, ratio, height);
  }
}

/** What charts do not show is dimmed, and what they show has a frame. */
function drawShown(ground: Ground, shown: Bounds): void {
  const { context, palette, top, height, ratio, width } = ground;
  const from = Math.max(0, xOf(ground, shown.startUs));
  const to = Math.min(width, xOf(ground, shown.endUs));
  context.save();
  context.globalAlpha = 0.6;
  context.fillStyle = palette.surface;
  context.fillRect(0, top, from, height);
  context.fillRect(to, top, width - to, height);
  context.restore();
  context.strokeStyle = palette.accent;
  context.lineWidth = 2 * ratio;
  context.strokeRect(from + ratio, top + ratio, Math.max(to - from - 2 * ratio, ratio), height - 2 * ratio);
}
