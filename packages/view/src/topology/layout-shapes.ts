/** The sizes in which a topology is drawn, by the room that there is. */
import type { LayoutShape } from './graph-layout.ts';

const across: LayoutShape = {
  direction: 'across',
  nodeSizes: {
    instance: { width: 180, height: 80 },
    store: { width: 150, height: 80 },
    outsider: { width: 92, height: 36 },
  },
  labelSize: { width: 62, height: 32 },
  nodeGap: 22,
  layerGap: 34,
};

/** Beside another column. */
const compact: LayoutShape = {
  direction: 'across',
  nodeSizes: {
    instance: { width: 166, height: 80 },
    store: { width: 150, height: 80 },
    outsider: { width: 80, height: 36 },
  },
  labelSize: { width: 52, height: 32 },
  nodeGap: 22,
  layerGap: 24,
};

const down: LayoutShape = {
  direction: 'down',
  nodeSizes: {
    instance: { width: 116, height: 70 },
    store: { width: 134, height: 54 },
    outsider: { width: 88, height: 36 },
  },
  labelSize: { width: 40, height: 32 },
  nodeGap: 10,
  layerGap: 20,
};

/** Narrower than this, calls run from top to bottom. */
const narrowPixels = 640;

/** From here on there is room to spare. */
const widePixels = 1000;

/** The shape for a width in pixels. */
export function shapeFor(widthPixels: number): LayoutShape {
  if (widthPixels < narrowPixels) return down;
  return widthPixels < widePixels ? compact : across;
}

/** How wide a label may be before it covers nodes: across, it reaches into what lies between the layers beside it. */
export function labelRoom({ direction, labelSize, layerGap }: LayoutShape): number {
  return labelSize.width + (direction === 'across' ? layerGap - 4 : 4);
}

/** Text that is smaller than this part of its size is no longer read: rather a picture is scrolled. */
const smallestScale = 0.78;

/** By how much a picture is made smaller to fit; it is never made larger. */
export function scaleFor(pictureWidth: number, widthPixels: number): number {
  if (pictureWidth === 0 || widthPixels === 0) return 1;
  return Math.min(1, Math.max(smallestScale, widthPixels / pictureWidth));
}
