/** An image in the size, the format and with the filter that somebody asks for. */
import { createHash } from 'node:crypto';
import type { Sharp } from 'sharp';
import sharp from 'sharp';

/** What images are encoded in. */
export const formats = ['jpeg', 'png', 'webp', 'avif'] as const;
/** What can be done to their colours and edges. */
export const filters = ['none', 'grayscale', 'blur', 'sharpen', 'negate', 'sepia'] as const;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What an image is to look like, in full. */
export interface Rendition extends Size {
  readonly format: (typeof formats)[number];
  readonly filter: (typeof filters)[number];
}

/** What was asked for; absent where it was not. */
export interface Wish {
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly format: Rendition['format'];
  readonly filter: Rendition['filter'];
}

/** The rendition that is meant: with one length the ratio is kept, with none the size. */
export function renditionOf(wish: Wish, original: Size): Rendition {
  const { width = undefined, height = undefined, format, filter } = wish;
  const ratio = original.width / original.height;
  return {
    width: width ?? (height === undefined ? original.width : Math.max(1, Math.round(height * ratio))),
    height: height ?? (width === undefined ? original.height : Math.max(1, Math.round(width / ratio))),
    format,
    filter,
  };
}

/** Whether a rendition is the original, byte for byte. */
export function isOriginal({ width, height, format, filter }: Rendition, original: Size): boolean {
  return width === original.width && height === original.height && format === 'jpeg' && filter === 'none';
}

/**
 * The entity tag of a rendition, known without making it: the same on every replica, since all make the same bytes from
 * the same image with the same libvips.
 */
export function entityTag(id: string, { width, height, format, filter }: Rendition): string {
  const parts = [id, width, height, format, filter, sharp.versions.vips];
  return `"${createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 22)}"`;
}

/** Makes a rendition of an encoded image; what of it does not fit the wanted ratio is cut off evenly at both sides. */
export function render(original: Buffer, rendition: Rendition): Promise<Buffer> {
  const { width, height } = rendition;
  return encoded(
    filtered(sharp(original).resize(width, height, { fit: 'cover' }), rendition),
    rendition.format,
  ).toBuffer();
}

/** Sepia as in the Filter Effects of the W3C, section "Filter primitive <feColorMatrix>". */
const sepia: [[number, number, number], [number, number, number], [number, number, number]] = [
  [0.393, 0.769, 0.189],
  [0.349, 0.686, 0.168],
  [0.272, 0.534, 0.131],
];

function filtered(image: Sharp, { filter, width }: Rendition): Sharp {
  switch (filter) {
    case 'none':
      return image;
    case 'grayscale':
      return image.grayscale();
    case 'blur':
      return image.blur(Math.max(0.5, width / 320));
    case 'sharpen':
      return image.sharpen();
    case 'negate':
      return image.negate({ alpha: false });
    case 'sepia':
      return image.recomb(sepia);
    default:
      return filter satisfies never;
  }
}

/** The fastest settings that still look right: the encoders' defaults for PNG and AVIF take seconds in 4K. */
function encoded(image: Sharp, format: Rendition['format']): Sharp {
  switch (format) {
    case 'jpeg':
      return image.jpeg({ quality: 80 });
    case 'png':
      return image.png({ compressionLevel: 3 });
    case 'webp':
      return image.webp({ quality: 80, effort: 1 });
    case 'avif':
      return image.avif({ quality: 50, effort: 0 });
    default:
      return format satisfies never;
  }
}
