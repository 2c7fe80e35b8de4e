/** Writes figures to files, in the sizes of print. */
import path from 'node:path';
import { writeFileAtomic } from '../base/index';
import type { Figure } from './figure';
import { figureWidth, fitFigure, fontSizes } from './fit-layout';
import { PlotError } from './plot-error';
import { printSvg, renderPng, renderSvg, type Rendered } from './render';

export interface SaveOptions {
  /** Millimetres; default 238, the width in a notebook. A column of a journal has 84 to 90. */
  readonly width?: number;
  /** Millimetres; default in the figure's proportion, with room for the rows that a narrow figure adds. */
  readonly height?: number;
  /** Size of the axes' texts in points, default 9.75, and 8 if a width is given. Lines and marks scale with it. */
  readonly fontSize?: number;
  /** Whether the title is drawn, default true; false where a caption stands beneath the figure. */
  readonly title?: boolean;
}

/** Pixels of a PNG an inch, where a size is given. */
const PRINT_DPI = 300;

/** CSS pixels in a millimetre and in a point. */
const PIXELS = { millimetre: 96 / 25.4, point: 96 / 72 };

/** Below so many letters' widths there is no room for an axis and a plot. */
const LEAST_WIDTH = 16;

const ENDINGS = ['.png', '.svg', '.pdf', '.json'];

/** Writes a figure to a file as Plotly reads it. */
export async function saveFigureJson({ data, layout }: Figure, file: string): Promise<void> {
  writeFileAtomic(file, `${JSON.stringify({ data, layout })}\n`);
}

/** Whether a figure can be saved under this name. */
export function isFigureName(file: string): boolean {
  return ENDINGS.includes(path.extname(file).toLowerCase());
}

/**
 * Writes a figure to a file: `.pdf`, `.svg` or `.png` through the browser, `.json` as Plotly reads it. A PNG has 300 pixels an
 * inch if a size is given.
 *
 * @param options  Size in millimetres and points, whether with the title.
 * @throws {PlotError} If the name has another ending, a size leaves no room for a plot, or a picture needs a browser and none
 *                     can be started.
 */
export async function saveFigure(figure: Figure, file: string, options: SaveOptions = {}): Promise<void> {
  const ending = path.extname(file).toLowerCase();
  if (!isFigureName(file)) {
    const expected = `expected a name ending in ${ENDINGS.slice(0, -1).join(', ')} or ${ENDINGS[ENDINGS.length - 1]}`;
    throw new PlotError(`A figure cannot be saved as "${file}"; ${expected}.`);
  }
  const print = printSize(options);
  const fitted = fitFigure(figure, { width: print.width, height: print.height, title: options.title });
  if (ending === '.json') return saveFigureJson(fitted, file);
  const { image, reason } = await draw(fitted, { ending, print, isSized: isSized(options) });
  if (!image) throw new PlotError(`"${file}" was not written: ${reason}. A .json figure needs no browser.`);
  writeFileAtomic(file, image);
}

interface PrintSize {
  /** Pixels in which the figure is laid out with the theme's own sizes of texts. */
  readonly width: number;
  readonly height?: number;
  /** The width that was asked for, in millimetres. */
  readonly millimetres?: number;
  /** Millimetres on paper of one such pixel. */
  readonly pixel: number;
}

const isSized = ({ width, height, fontSize }: SaveOptions) => (width ?? height ?? fontSize) !== undefined;

/** Lays a figure out in the theme's sizes, so that lines, marks and margins scale with the texts. */
function printSize(options: SaveOptions): PrintSize {
  for (const name of ['width', 'height', 'fontSize'] as const) {
    const value = options[name];
    if (value === undefined || (Number.isFinite(value) && value > 0)) continue;
    throw new PlotError(`saveFigure: ${name} is ${value}; expected a number above 0, in ${name === 'fontSize' ? 'points' : 'millimetres'}.`); // prettier-ignore
  }
  const own = fontSizes.axis / PIXELS.point;
  const fontSize = options.fontSize ?? (options.width === undefined ? own : 8);
  const pixel = fontSize / own / PIXELS.millimetre;
  const width = options.width === undefined ? figureWidth : Math.round(options.width / pixel);
  const height = options.height === undefined ? undefined : Math.round(options.height / pixel);
  const least = LEAST_WIDTH * fontSizes.axis;
  for (const [name, side] of [['width', width], ['height', height ?? least]] as const) {
    if (side >= least) continue;
    throw new PlotError(`saveFigure: ${name} ${options[name]} mm leaves no room for a plot with texts of ${fontSize} points; expected at least ${Math.ceil(least * pixel)} mm.`); // prettier-ignore
  } // prettier-ignore
  return { width, height, millimetres: options.width, pixel };
}

async function draw(
  figure: Figure,
  { ending, print, isSized }: { ending: string; print: PrintSize; isSized: boolean },
): Promise<Rendered> {
  const { width, pixel } = print;
  if (ending === '.png') {
    return renderPng(figure, isSized ? { width, scale: (PRINT_DPI * pixel) / 25.4, dpi: PRINT_DPI } : { width });
  }
  const { image, reason } = await renderSvg(figure, { width });
  if (!image || (ending === '.svg' && !isSized)) return { image, reason };
  const size = { width: rounded(print.millimetres ?? width * pixel), height: rounded(figure.layout.height * pixel) };
  const svg = inMillimetres(image.toString('utf8'), size);
  return ending === '.svg' ? { image: Buffer.from(svg, 'utf8') } : printSvg(svg, size);
}

const rounded = (value: number) => Math.round(100 * value) / 100;

/** Gives the outermost element of a picture its size on paper; its view box keeps the pixels. */
function inMillimetres(svg: string, { width, height }: { width: number; height: number }): string {
  return svg.replace(/<svg\b[^>]*>/, (tag) =>
    tag.replace(/ width="[^"]*"/, ` width="${width}mm"`).replace(/ height="[^"]*"/, ` height="${height}mm"`),
  );
}
