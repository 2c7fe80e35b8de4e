/** Grids of small grey images: inputs above their reconstructions, samples of a generator. */
import { counted, type NumberArray } from '../base/index';
import { type Figure, requireFinite } from './figure';
import { PlotError } from './plot-error';
import { pngFile } from './png-file';
import { axis, themedFigure } from './theme';

export interface ImageGridOptions {
  /** Pixels of one image. */
  readonly width: number;
  readonly height: number;
  /** Images in a row. */
  readonly columns: number;
  readonly title?: string;
  /** One name per row, e.g. "input", "reconstruction". */
  readonly rowNames?: readonly string[];
  /** One name per column, e.g. the digit or its anomaly score. */
  readonly columnNames?: readonly string[];
  /** What the names of the rows are, e.g. "Digit"; default "Row". */
  readonly rowTitle?: string;
  /** The same of the columns; default "Image". */
  readonly columnTitle?: string;
  /** Value drawn black and value drawn white, default [0, 1]; values outside are clipped. */
  readonly range?: readonly [number, number];
}

/** Pixels between two images, of a middle grey that differs from both black and white images. */
const GAP = 2;
const GAP_GREY = 160;

/** Height of a drawn row, in pixels. */
const ROW_HEIGHT = 84;

/**
 * Draws images side by side as one picture; as a heat map, a grid of digits would hold every pixel as text.
 *
 * @param images   Row-major, shape [n, height, width]; the grid is filled row by row.
 * @param options  Names are optional; if given, one per row and one per column.
 * @throws If the values are not a whole number of images, one is not finite, or names and rows or columns differ in number.
 */
export function plotImageGrid(images: NumberArray, options: ImageGridOptions): Figure {
  const { width, height, columns, title = 'Images', rowNames, columnNames, range = [0, 1] } = options;
  const { rowTitle = 'Row', columnTitle = 'Image' } = options;
  requireFinite(images, 'pixels of the images');
  const count = images.length / (width * height);
  if (!Number.isInteger(count) || !(columns >= 1)) {
    throw new PlotError(`There are ${images.length} pixels; expected a multiple of ${height} x ${width}, and columns.`);
  }
  const rows = Math.ceil(count / columns);
  requireNames({ what: 'row', names: rowNames, count: rows });
  requireNames({ what: 'column', names: columnNames, count: columns });
  const [tileWidth, tileHeight] = [width + GAP, height + GAP];
  const size = { width: columns * tileWidth - GAP, height: rows * tileHeight - GAP };
  const bytes = new Uint8Array(size.width * size.height).fill(GAP_GREY);
  for (let i = 0; i < images.length; i++) {
    const image = Math.floor(i / (width * height));
    const y = Math.floor(image / columns) * tileHeight + Math.floor((i % (width * height)) / width);
    const x = (image % columns) * tileWidth + (i % width);
    bytes[y * size.width + x] = grey(images[i], range);
  }
  const source = `data:image/png;base64,${pngFile({ ...size, bytes }).toString('base64')}`;
  return themedFigure({
    title,
    alt: `${title}: grid of ${counted(count, 'grey image')} of ${height} by ${width} pixels in ${counted(rows, 'row')}${namesPhrase(rowNames)} and ${counted(columns, 'column')}${namesPhrase(columnNames)}.`,
    data: [{ type: 'image', source, hoverinfo: 'skip' }],
    layout: {
      xaxis: tileAxis({ title: columnTitle, names: columnNames, tile: tileWidth, count: columns }),
      yaxis: {
        ...tileAxis({ title: rowTitle, names: rowNames, tile: tileHeight, count: rows }),
        autorange: 'reversed',
      },
    },
    height: 130 + ROW_HEIGHT * rows,
  });
}

/**
 * Draws rows of images, one for each name: the first `columns` images of each.
 *
 * @param rows  Row-major values of images, at least [columns, height, width] of them each.
 * @throws As `plotImageGrid`, or if a row has too few images.
 */
export function plotImageRows(
  rows: Readonly<Record<string, NumberArray>>,
  { rowTitle = 'Images', ...options }: Omit<ImageGridOptions, 'rowNames'>,
): Figure {
  const { width, height, columns } = options;
  const short = Object.entries(rows).find(([, values]) => values.length < columns * width * height);
  if (short) {
    const [name, { length }] = short;
    throw new PlotError(`${name}: there are ${length} pixels; expected ${columns} images of ${height} x ${width}.`);
  }
  const images = Object.values(rows).flatMap((values) => Array.from(values).slice(0, columns * width * height));
  return plotImageGrid(images, { ...options, rowTitle, rowNames: Object.keys(rows) });
}

function requireNames({ what, names, count }: { what: string; names?: readonly string[]; count: number }): void {
  if (names && names.length !== count) {
    throw new PlotError(`There are ${names.length} ${what} names and ${count} ${what}s; expected one name each.`);
  }
}

function grey(value: number, [black, white]: readonly [number, number]): number {
  return Math.round(255 * Math.min(1, Math.max(0, (value - black) / (white - black))));
}

/** Puts names, or else the numbers of the places, at the middle of each row or column. */
function tileAxis(parts: { title: string; names?: readonly string[]; tile: number; count: number }) {
  const { title, names, tile, count } = parts;
  const middles = Array.from({ length: count }, (_, place) => place * tile + (tile - GAP - 1) / 2);
  return axis({
    title,
    unit: 'place',
    extra: {
      showgrid: false,
      ticks: '',
      // Names and places have no unit. Away from the names, which may be long.
      title: { text: title, standoff: 14, font: { size: 13 } },
      tickmode: 'array',
      tickvals: middles,
      ticktext: names ? [...names] : middles.map((_, place) => String(place + 1)),
    },
  });
}

function namesPhrase(names?: readonly string[]): string {
  return names ? ` (${names.join('; ')})` : '';
}
