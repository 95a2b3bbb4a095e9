/** The images that every replica has: the same ones, since each paints them from the same numbers. */
import type { Landscape } from './painting/landscape.ts';

/** The size of every original, in pixels: 4K. */
export const originalSize = { width: 3840, height: 2160 } as const;

export interface CatalogueImage {
  readonly id: string;
  readonly title: string;
  readonly scene: Landscape;
}

/** In the order in which they are listed. */
export const catalogue: readonly CatalogueImage[] = [
  {
    id: 'dawn',
    title: 'Dawn over the ridges',
    scene: {
      seed: 11,
      sky: { zenith: [52, 78, 140], horizon: [255, 190, 140] },
      sun: { x: 1.2, y: 0.46, radius: 0.055, colour: [255, 236, 190] },
      clouds: 0.42,
      ridges: { count: 5, far: [186, 150, 160], near: [30, 34, 52], height: 0.34, octaves: 7 },
      water: undefined,
    },
  },
  {
    id: 'dunes',
    title: 'Dunes at noon',
    scene: {
      seed: 23,
      sky: { zenith: [70, 140, 214], horizon: [214, 226, 230] },
      sun: { x: 0.4, y: 0.14, radius: 0.05, colour: [255, 252, 236] },
      clouds: 0.12,
      ridges: { count: 4, far: [232, 196, 140], near: [176, 112, 56], height: 0.42, octaves: 2 },
      water: undefined,
    },
  },
  {
    id: 'lake',
    title: 'A lake in the mountains',
    scene: {
      seed: 37,
      sky: { zenith: [54, 112, 190], horizon: [206, 224, 236] },
      sun: { x: 1.5, y: 0.2, radius: 0.045, colour: [255, 250, 225] },
      clouds: 0.5,
      ridges: { count: 3, far: [128, 150, 176], near: [44, 70, 62], height: 0.62, octaves: 8 },
      water: 0.72,
    },
  },
  {
    id: 'dusk',
    title: 'Dusk at sea',
    scene: {
      seed: 41,
      sky: { zenith: [40, 32, 84], horizon: [250, 120, 70] },
      sun: { x: 0.9, y: 0.5, radius: 0.08, colour: [255, 214, 130] },
      clouds: 0.46,
      ridges: { count: 1, far: [90, 60, 96], near: [70, 46, 84], height: 0.2, octaves: 5 },
      water: 0.6,
    },
  },
  {
    id: 'night',
    title: 'A night with a moon',
    scene: {
      seed: 53,
      sky: { zenith: [6, 8, 26], horizon: [44, 58, 104] },
      sun: { x: 1.3, y: 0.22, radius: 0.06, colour: [232, 236, 246] },
      clouds: 0.25,
      ridges: { count: 4, far: [36, 46, 80], near: [6, 8, 16], height: 0.4, octaves: 6 },
      water: 0.78,
    },
  },
  {
    id: 'canyon',
    title: 'A red canyon',
    scene: {
      seed: 67,
      sky: { zenith: [64, 128, 196], horizon: [240, 214, 190] },
      sun: { x: 0.25, y: 0.3, radius: 0.04, colour: [255, 244, 214] },
      clouds: 0.2,
      ridges: { count: 6, far: [220, 150, 120], near: [104, 38, 24], height: 0.56, octaves: 8 },
      water: undefined,
    },
  },
  {
    id: 'ice',
    title: 'Ice at the end of the world',
    scene: {
      seed: 71,
      sky: { zenith: [120, 164, 200], horizon: [236, 240, 244] },
      sun: { x: 1.0, y: 0.34, radius: 0.035, colour: [255, 255, 250] },
      clouds: 0.6,
      ridges: { count: 3, far: [206, 222, 234], near: [150, 184, 210], height: 0.44, octaves: 8 },
      water: 0.68,
    },
  },
  {
    id: 'forest',
    title: 'Wooded hills in the mist',
    scene: {
      seed: 83,
      sky: { zenith: [150, 174, 180], horizon: [226, 230, 220] },
      sun: { x: 0.7, y: 0.3, radius: 0.05, colour: [250, 248, 226] },
      clouds: 0.7,
      ridges: { count: 7, far: [168, 190, 176], near: [18, 46, 28], height: 0.26, octaves: 7 },
      water: undefined,
    },
  },
];
