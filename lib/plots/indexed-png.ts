/**
 * Rewrites a browser's PNG with a palette. A chart has a few colours and their blends along edges; one byte a pixel instead of
 * four makes the picture in a committed notebook three to five times smaller.
 */
import { inflateSync } from 'node:zlib';
import { PlotError } from './plot-error';
import { PNG_SIGNATURE, pngFile } from './png-file';

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Bytes a pixel, 3 (RGB) or 4 (RGBA); alpha is dropped, figures have an opaque ground. */
  readonly channels: number;
  readonly bytes: Uint8Array;
}

const PALETTE_SIZE = 128;

/**
 * The same picture with at most 128 colours: of each cell of the colour cube (5 bits a channel) the most frequent colour, the
 * cells chosen by their number of pixels, every other pixel in the nearest of these.
 *
 * @param png  8 bits a channel, RGB or RGBA, not interlaced, as Chromium writes it.
 * @throws {PlotError} For any other PNG.
 * @see        PNG specification (W3C), sections 7 to 11; popularity algorithm: Heckbert 1982, SIGGRAPH.
 */
export function toIndexedPng(png: Buffer): Buffer {
  const pixels = decode(png);
  const { palette, indices } = quantize(pixels);
  return pngFile({ width: pixels.width, height: pixels.height, bytes: indices, palette });
}

function decode(png: Buffer): Pixels {
  if (!png.subarray(0, 8).equals(PNG_SIGNATURE))
    throw new PlotError('The picture is no PNG; its signature is missing.');
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const [depth, colourType, interlaced] = [png[24], png[25], png[28]];
  if (depth !== 8 || (colourType !== 2 && colourType !== 6) || interlaced !== 0) {
    throw new PlotError(
      `The PNG has ${depth} bits and colour type ${colourType}; expected 8 bits, RGB or RGBA, not interlaced.`,
    );
  }
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const channels = colourType === 6 ? 4 : 3;
  return { width, height, channels, bytes: unfilter(inflateSync(Buffer.concat(data)), width * channels, channels) };
}

/** Undoes the row filters: none, left, up, average, Paeth. */
function unfilter(filtered: Buffer, stride: number, channels: number): Uint8Array {
  const height = filtered.length / (stride + 1);
  const bytes = new Uint8Array(height * stride);
  for (let y = 0; y < height; y++) {
    const filter = filtered[y * (stride + 1)];
    const row = y * stride;
    for (let x = 0; x < stride; x++) {
      const left = x >= channels ? bytes[row + x - channels] : 0;
      const up = y > 0 ? bytes[row + x - stride] : 0;
      const upLeft = x >= channels && y > 0 ? bytes[row + x - stride - channels] : 0;
      bytes[row + x] = filtered[y * (stride + 1) + 1 + x] + predict(filter, left, { up, upLeft });
    }
  }
  return bytes;
}

function predict(filter: number, left: number, { up, upLeft }: { up: number; upLeft: number }): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const estimate = left + up - upLeft;
  const toLeft = Math.abs(estimate - left);
  const toUp = Math.abs(estimate - up);
  const toUpLeft = Math.abs(estimate - upLeft);
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}

function quantize({ width, height, channels, bytes }: Pixels): { palette: Buffer; indices: Uint8Array } {
  const idOf = new Map<number, number>();
  const frequency: number[] = [];
  const ids = new Uint32Array(width * height);
  let last = -1;
  let id = 0;
  for (let i = 0, at = 0; i < ids.length; i++, at += channels) {
    const colour = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
    // Charts have long runs of one colour: most pixels need no look-up.
    if (colour !== last) {
      last = colour;
      id = idOf.get(colour) ?? idOf.size;
      if (id === idOf.size) {
        idOf.set(colour, id);
        frequency.push(0);
      }
    }
    frequency[id]++;
    ids[i] = id;
  }
  const colours = [...idOf.keys()];
  const chosen = popularColours(colours, frequency);
  const nearest = colours.map((colour) => nearestIndex(colour, chosen));
  const indices = new Uint8Array(ids.length);
  for (let i = 0; i < indices.length; i++) indices[i] = nearest[ids[i]];
  const palette = chosen.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]);
  return { palette: Buffer.from(palette), indices };
}

function popularColours(colours: readonly number[], frequency: readonly number[]): number[] {
  const cells = new Map<number, { pixels: number; colour: number; best: number }>();
  colours.forEach((colour, id) => {
    const pixels = frequency[id];
    const key = ((colour >> 19) << 10) | (((colour >> 11) & 31) << 5) | ((colour >> 3) & 31);
    const cell = cells.get(key) ?? { pixels: 0, colour, best: 0 };
    cell.pixels += pixels;
    if (pixels > cell.best) Object.assign(cell, { colour, best: pixels });
    cells.set(key, cell);
  });
  const byPixels = [...cells.values()].sort((a, b) => b.pixels - a.pixels || a.colour - b.colour);
  return byPixels.slice(0, PALETTE_SIZE).map((cell) => cell.colour);
}

function nearestIndex(colour: number, palette: readonly number[]): number {
  let nearest = 0;
  let smallest = Infinity;
  for (let index = 0; index < palette.length; index++) {
    const other = palette[index];
    const red = (colour >> 16) - (other >> 16);
    const green = ((colour >> 8) & 255) - ((other >> 8) & 255);
    const blue = (colour & 255) - (other & 255);
    const distance = red * red + green * green + blue * blue;
    if (distance < smallest) {
      smallest = distance;
      nearest = index;
    }
  }
  return nearest;
}
