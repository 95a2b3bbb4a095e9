/** A landscape as a few numbers, and the colour of each of its points: sky, sun, clouds, ridges one behind another, water. */
import { fractalNoise, latticeValue, mix } from './value-noise.ts';

/** Red, green and blue, from 0 to 255. */
export type Colour = readonly [number, number, number];

/** Lengths are in heights of the picture, from its left upper corner. */
export interface Landscape {
  readonly seed: number;
  readonly sky: { readonly zenith: Colour; readonly horizon: Colour };
  readonly sun: { readonly x: number; readonly y: number; readonly radius: number; readonly colour: Colour };
  /** How much of the sky they cover, from 0 to 1. */
  readonly clouds: number;
  readonly ridges: {
    readonly count: number;
    readonly far: Colour;
    readonly near: Colour;
    readonly height: number;
    /** How rough they are, from 1 (dunes) to 8 (rocks). */
    readonly octaves: number;
  };
  /** Where water begins, which mirrors what is above it; undefined where there is none. */
  readonly water: number | undefined;
}

/** Width over height of every picture. */
const aspectRatio = 16 / 9;

/** Where the farthest ridge stands, and the nearest one. */
const farRidgeY = 0.52;
const nearRidgeY = 0.86;

/** Draws single points of one landscape. */
export class LandscapePainter {
  readonly #scene: Landscape;
  /** Of each ridge, the farthest first, how high its crest stands in each column. */
  readonly #crests: readonly Float64Array[];
  readonly #width: number;
  readonly #height: number;

  /** @param width in points; the height follows from it. */
  constructor(scene: Landscape, width: number) {
    this.#scene = scene;
    this.#width = width;
    this.#height = Math.round(width / aspectRatio);
    const { count, height, octaves } = scene.ridges;
    this.#crests = Array.from({ length: count }, (_, ridge) => {
      const base = mix(farRidgeY, nearRidgeY, (ridge + 1) / (count + 1));
      const perHeight = 1.4 + 0.5 * ridge;
      return Float64Array.from({ length: width }, (_unused, column) => {
        const x = (column / this.#height) * perHeight;
        return base - height * (fractalNoise(x, ridge * 7, scene.seed + ridge * 101, octaves) - 0.35);
      });
    });
  }

  /** Writes a row of points, three bytes each. */
  paintRow(row: number, pixels: Uint8Array, offset: number): void {
    const point: [number, number, number] = [0, 0, 0];
    const y = row / this.#height;
    for (let column = 0; column < this.#width; column += 1) {
      this.#colourPoint(column, y, point);
      const grain = (latticeValue(column, row, this.#scene.seed ^ 0x5eed) - 0.5) * 14;
      for (let channel = 0; channel < 3; channel += 1) {
        const value = (point[channel] ?? 0) + grain;
        pixels[offset + column * 3 + channel] = Math.max(0, Math.min(255, value));
      }
    }
  }

  #colourPoint(column: number, y: number, point: [number, number, number]): void {
    const { water, seed, sky } = this.#scene;
    if (water === undefined || y < water) {
      this.#colourLand(column, y, point);
      return;
    }
    const depth = y - water;
    const x = column / this.#height;
    const ripple = fractalNoise(x * 3, y * 60, seed + 77, 3) - 0.5;
    this.#colourLand(column, Math.max(0, water - depth * 1.6 + ripple * depth * 0.5), point);
    blend(point, sky.zenith, 0.18 + 0.5 * depth);
  }

  #colourLand(column: number, y: number, point: [number, number, number]): void {
    const { ridges, seed } = this.#scene;
    for (let ridge = this.#crests.length - 1; ridge >= 0; ridge -= 1) {
      const crest = this.#crests[ridge]?.[column] ?? 0;
      if (y < crest) continue;
      const nearness = (ridge + 1) / this.#crests.length;
      set(point, ridges.far);
      blend(point, ridges.near, nearness);
      const rock = fractalNoise((column / this.#height) * 14, y * 22, seed + 31 * ridge, ridges.octaves > 4 ? 5 : 3);
      shade(point, 1 + (rock - 0.5) * 0.9 * nearness - Math.min(0.35, (y - crest) * 0.8));
      return;
    }
    this.#colourSky(column / this.#height, y, point);
  }

  #colourSky(x: number, y: number, point: [number, number, number]): void {
    const { sky, sun, clouds, seed } = this.#scene;
    set(point, sky.zenith);
    blend(point, sky.horizon, Math.min(1, y / nearRidgeY));
    const distance = ((x - sun.x) ** 2 + (y - sun.y) ** 2) / sun.radius ** 2;
    // Roots alone, which are the same everywhere; powers are not.
    const root = Math.sqrt(distance);
    blend(point, sun.colour, root < 1 ? 1 : 0.75 / (root * Math.sqrt(root)));
    if (clouds === 0) return;
    const density = fractalNoise(x * 2.2, y * 6, seed + 13, 5) - (1 - clouds) * 0.75;
    if (density > 0) blend(point, [248, 244, 240], Math.min(0.85, density * 3));
  }
}

function set(point: [number, number, number], [red, green, blue]: Colour): void {
  point[0] = red;
  point[1] = green;
  point[2] = blue;
}

function blend(point: [number, number, number], [red, green, blue]: Colour, share: number): void {
  point[0] = mix(point[0], red, share);
  point[1] = mix(point[1], green, share);
  point[2] = mix(point[2], blue, share);
}

function shade(point: [number, number, number], factor: number): void {
  point[0] *= factor;
  point[1] *= factor;
  point[2] *= factor;
}
