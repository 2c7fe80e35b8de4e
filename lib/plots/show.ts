/** Shows figures in a notebook's cell. */
import { captionBundle } from './caption';
import type { Figure } from './figure';
import { type DisplayBundle, emit } from './notebook';
import { PlotError } from './plot-error';
import { renderPng } from './render';

export const plotlyMimeType = 'application/vnd.plotly.v1+json';

/**
 * No logo, and no button that would send the figure to a server. Not `responsive`: JupyterLab's viewer itself fits plots to the
 * cell, and a responsive plot shrinks to nothing there.
 */
const plotlyConfig = { displaylogo: false, modeBarButtonsToRemove: ['sendChartToCloud'] };

/**
 * Gives a figure in the formats that viewers understand: Plotly's JSON for JupyterLab and VS Code, a PNG for GitHub, nbviewer
 * and PDF, a sentence for everything else. Without a browser the PNG is missing, and the sentence says why.
 */
export async function figureBundle(figure: Figure): Promise<DisplayBundle> {
  // One pixel of the picture is one pixel of the page: JupyterLab's viewer ignores other sizes and cuts off a larger one.
  const { image, reason } = await renderPng(figure, { scale: 1 });
  return {
    [plotlyMimeType]: { data: figure.data, layout: figure.layout, config: plotlyConfig },
    ...(image ? { 'image/png': image.toString('base64') } : {}),
    'text/plain': image ? figure.alt : `${figure.alt} (No static picture: ${reason}.)`,
  };
}

export interface ShowOptions {
  /** The figure's place in the notebook, from 1: a caption `**Figure 3.** sentence` then stands beneath it. */
  readonly number?: number;
  /** The sentence of the caption; default the figure's own, `figure.alt`. */
  readonly caption?: string;
}

/**
 * Shows a figure in the running cell. Write `await show(figure)`, or the picture may appear in a later cell.
 *
 * @param options  `{ number: 3 }` for a caption. The number is given, not counted: a cell that runs twice keeps it.
 * @returns        Nothing in a notebook, where a returned value would be printed; elsewhere the figure's bundle.
 * @throws {PlotError} If the number is not a whole number of at least 1, or a caption comes without a number.
 */
export async function show(figure: Figure, options: ShowOptions = {}): Promise<DisplayBundle | undefined> {
  const { number, caption } = options;
  if (caption !== undefined && number === undefined) {
    throw new PlotError('show got a caption without a number; expected { number, caption }.');
  }
  const beneath = number === undefined ? undefined : captionBundle(number, caption ?? figure.alt);
  const bundle = await figureBundle(figure);
  if (!emit(bundle)) return bundle;
  if (beneath) emit(beneath);
  return undefined;
}
