/**
 * Rewrites a browser's PNG with a palette. A chart has a few colours and their blends along edges; one byte per pixel instead
 * of four makes the picture in a committed notebook three to five times smaller.
 */
import { PNG } from 'pngjs';
import { messageOf } from '../base/index';
import { PlotError } from './plot-error';
import { pngFile } from './png-file';

const PALETTE_SIZE = 128;

/**
 * Redraws a picture with at most 128 colours. The palette has the most frequent colour of each cell of the colour cube (5 bits
 * per channel), for the cells with the most pixels; every pixel takes the nearest of these. Alpha is dropped, because figures
 * have an opaque ground.
 *
 * @param png  Any PNG that pngjs reads.
 * @param dpi  Pixels an inch, which the result names; default none.
 * @throws {PlotError} If it cannot be read as a PNG.
 * @see Popularity algorithm: Heckbert 1982, SIGGRAPH.
 */
export function toIndexedPng(png: Buffer, dpi?: number): Buffer {
  const { width, height, data } = read(png);
  return pngFile({ width, height, dpi, ...quantize(data) });
}

function read(png: Buffer): PNG {
  try {
    return PNG.sync.read(png);
  } catch (error) {
    throw new PlotError(`The browser's picture cannot be read as a PNG: ${messageOf(error)}.`, { cause: error });
  }
}

/**
 * Chooses the palette of a picture.
 *
 * @param rgba  Four bytes per pixel.
 * @returns     The palette, and the place in it of each pixel.
 */
function quantize(rgba: Buffer): { palette: Buffer; bytes: Uint8Array } {
  const idOf = new Map<number, number>();
  const frequency: number[] = [];
  const ids = new Uint32Array(rgba.length / 4);
  let last = -1;
  let id = 0;
  for (let i = 0, at = 0; i < ids.length; i++, at += 4) {
    const colour = (rgba[at] << 16) | (rgba[at + 1] << 8) | rgba[at + 2];
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
  const bytes = new Uint8Array(ids.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = nearest[ids[i]];
  const palette = chosen.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]);
  return { palette: Buffer.from(palette), bytes };
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
